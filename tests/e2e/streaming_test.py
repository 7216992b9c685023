# SPDX-License-Identifier: EUPL-1.2
"""Streams through a real worker and over HTTP to a client that is slower than both; and clients that leave.

    streaming_test.py             100,000 items, 50 MB, about 5 s
    streaming_test.py --long      1,000,000 items, 500 MB, about 40 s
"""
import json
import os
import re
import socket
import sys
import threading
import time
import unittest

from town import SCRIPTED, Town, wait_until

LONG = "--long" in sys.argv
ITEMS = 1_000_000 if LONG else 100_000
ITEM_BYTES = 500
READER_BYTES_A_SECOND = 20_000_000
MOST_GROWTH = 64 << 20
# A hundred characters, the most that the connector takes, of which each is 4 or, written in JSON, 6 bytes.
TEXT = "\U0001d11e" * 60 + "\u0001" * 40
STOPPED = "told to stop"  # what the connector logs


def resident(pid):
    with open(f"/proc/{pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


class Memory:
    """What the host and its workers hold beyond what they held, at the worst moment."""

    def __init__(self, pids):
        self.pids, self.ended, self.most = pids, threading.Event(), 0
        self.before = sum(map(resident, pids))
        self.thread = threading.Thread(target=self.watch)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()

    def watch(self):
        while not self.ended.wait(0.02):
            self.most = max(self.most, sum(map(resident, self.pids)) - self.before)


class Streaming(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.town = Town(SCRIPTED, lambda text: text.split("# Requests for civil-status")[0])
        cls.addClassCleanup(cls.town.remove)
        cls.town.start()
        cls.key = cls.town.make_key("essai")
        wait_until(lambda: cls.town.call("essai/echo", {"text": "warm"}, cls.key).status == 200, 20, "the worker answers")

    def pids(self):
        host = self.town.process.pid
        workers = []
        for thread in os.listdir(f"/proc/{host}/task"):
            with open(f"/proc/{host}/task/{thread}/children", encoding="ascii") as file:
                workers += map(int, file.read().split())
        self.assertEqual(len(workers), 1, "the worker of the one system")
        return [host, *workers]

    def ask(self, hook, body):
        """A connection on which that was asked; nothing was read."""
        text = json.dumps(body).encode()
        client = socket.create_connection(("127.0.0.1", self.town.port), 20)
        client.sendall((f"POST /hooks/essai/{hook} HTTP/1.1\r\nHost: e\r\nAuthorization: Bearer {self.key}\r\nAccept: application/x-ndjson\r\n"
                        f"Content-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n").encode() + text)
        return client

    def stops(self):
        return self.town.log().count(STOPPED)

    def leave(self, client, before):
        """Seconds from the end of a connection until the plugin noticed."""
        began = time.monotonic()
        client.close()
        wait_until(lambda: self.stops() > before, 5, "the plugin is told")
        return time.monotonic() - began

    def test_a_slow_reader_gets_all_and_little_memory_is_held(self):
        connection = self.town.connect(60)
        items = read = 0
        tail = b""
        with Memory(self.pids()) as memory:
            connection.request("POST", "/hooks/essai/count", json.dumps({"text": TEXT, "times": ITEMS}),
                               {"Authorization": "Bearer " + self.key, "Content-Type": "application/json", "Accept": "application/x-ndjson"})
            answer = connection.getresponse()
            self.assertEqual(answer.status, 200)
            began, pauses = time.monotonic(), 0
            while piece := answer.read(1 << 20):
                read += len(piece)
                items += piece.count(b"\n")
                tail = (tail + piece)[-2000:]
                if read > (pauses + 1) * ITEMS * ITEM_BYTES / 4:  # three times it reads nothing for a while
                    pauses += 1
                    time.sleep(1.5)
                    began += 1.5
                time.sleep(max(0.0, began + read / READER_BYTES_A_SECOND - time.monotonic()))
        print(f"{items:,} items, {read / 1e6:.0f} MB in {time.monotonic() - began:.0f} s; host and worker grew by {memory.most / 2**20:.1f} MB")
        self.assertEqual(items, ITEMS)
        self.assertGreater(read, ITEMS * ITEM_BYTES)
        self.assertEqual(json.loads(tail.splitlines()[-1]), {"text": TEXT, "writes": ITEMS})
        self.assertLess(memory.most, MOST_GROWTH)
        connection.close()

    def test_who_leaves_in_the_middle_of_a_stream_cancels_it(self):
        """Whether it reads, or has stopped reading and everything waits for it."""
        for wanted in (3_000_000, 1):
            before = self.stops()
            client = self.ask("count", {"text": TEXT, "times": 1_000_000})
            left = wanted
            while left > 0:
                left -= len(client.recv(min(left, 65536)))
            if wanted == 1:
                time.sleep(1)  # all buffers are full
            self.assertEqual(self.stops(), before, "it runs")
            self.assertLess(self.leave(client, before), 1)

    def test_who_leaves_a_call_that_runs_cancels_it(self):
        before = self.stops()
        client = self.ask("echo", {"text": "stuck"})
        time.sleep(0.3)
        self.assertLess(self.leave(client, before), 1)

    def test_who_leaves_while_he_waits_is_never_run(self):
        """The places of the system are taken: its turn would come within seconds, and comes to nobody."""
        before = self.stops()
        running = [self.ask("echo", {"text": "stuck"}) for _ in range(8)]
        time.sleep(0.3)
        waiting = [self.ask("echo", {"text": "stuck"}) for _ in range(20)]
        time.sleep(0.2)
        for client in waiting:
            client.close()
        time.sleep(1)
        for client in running:
            client.close()
        wait_until(lambda: self.stops() >= before + 8, 3, "those that run are told")
        self.assertEqual(self.town.call("essai/echo", {"text": "next"}, self.key).status, 200)
        self.assertEqual(self.stops(), before + 8)
        self.assertNotRegex(self.town.log(), re.compile("worker.*(killed|crashed)"))


if __name__ == "__main__":
    unittest.main(argv=[argument for argument in sys.argv if argument != "--long"])
