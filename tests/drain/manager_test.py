# SPDX-License-Identifier: EUPL-1.2
"""What the host tells systemd, and the listening socket that outlives it."""
import json
import os
import signal
import socket
import threading
import time
import unittest

from manager import Manager, wait_until
from town import SCRIPTED, free_port


class Told(unittest.TestCase):
    def manager(self, **more):
        town = Manager(SCRIPTED, **more)
        self.addCleanup(town.remove)
        return town

    def test_ready_reloading_stopping(self):
        town = self.manager()
        town.start()
        self.assertEqual(town.ask("GET", "/readyz").status, 200, "READY=1 is said by who serves")
        town.reload_now()
        town.signal(signal.SIGTERM)
        self.assertEqual(town.wait(), 0)
        wait_until(lambda: town.count("STOPPING"), 5, "STOPPING=1")
        words = [next(iter(words)) for words in town.told if "FDSTORE" not in words]
        self.assertEqual(words, ["READY", "RELOADING", "READY", "STOPPING"])
        self.assertRegex(town.told[-3].get("MONOTONIC_USEC", ""), "^[0-9]+$")

    def test_signs_of_life(self):
        town = self.manager(watchdog_seconds=0.4)
        town.start()
        begin, before = time.monotonic(), town.count("WATCHDOG")
        wait_until(lambda: town.count("WATCHDOG") >= before + 5, 10, "signs of life")
        self.assertGreater(time.monotonic() - begin, 0.7, "twice in an interval, not all the time")
        os.kill(town.process.pid, signal.SIGSTOP)
        time.sleep(0.3)
        frozen = town.count("WATCHDOG")
        time.sleep(0.6)
        self.assertEqual(town.count("WATCHDOG"), frozen)
        os.kill(town.process.pid, signal.SIGCONT)

    def test_who_connects_between_two_hosts_is_served_by_the_second(self):
        town = self.manager()
        town.start()
        wait_until(lambda: town.kept, 5, "the socket is given away")
        self.assertEqual(town.kept.getsockname(), ("127.0.0.1", town.port))
        town.signal(signal.SIGTERM)
        self.assertEqual(town.wait(), 0)
        answers = []
        caller = threading.Thread(target=lambda: answers.append(town.ask("GET", "/readyz").status))
        caller.start()
        time.sleep(0.3)
        self.assertEqual(answers, [])
        town.start()
        caller.join(10)
        self.assertEqual(answers, [200])

    def test_another_address_in_the_file_is_taken_at_the_next_start(self):
        town = self.manager()
        town.start()
        wait_until(lambda: town.kept, 5, "the socket is given away")
        old = town.port
        town.port = free_port()
        town.edit(lambda text: text.replace(f"127.0.0.1:{old}", f"127.0.0.1:{town.port}"))
        town.restart()
        self.assertEqual(town.ask("GET", "/readyz").status, 200)
        wait_until(lambda: town.kept and town.kept.getsockname()[1] == town.port, 5, "the new socket is given away")
        with self.assertRaises(OSError):
            socket.create_connection(("127.0.0.1", old), timeout=2).close()

    def test_a_socket_unit_decides_the_address(self):
        town = self.manager()
        with socket.socket() as given:
            given.bind(("127.0.0.1", 0))
            given.listen(1024)
            town.unit_socket = given
            town.port = given.getsockname()[1]
            town.start()
            self.assertEqual(town.ask("GET", "/readyz").status, 200)
            town.stop()
            town.unit_socket = None


class Drained(unittest.TestCase):
    def setUp(self):
        self.town = Manager(SCRIPTED)
        self.addCleanup(self.town.remove)
        self.town.start()
        self.key = self.town.make_key("essai")

    def test_not_ready_at_once(self):
        kept, stream = self.town.connect(), self.town.connect()
        self.addCleanup(kept.close)
        self.addCleanup(stream.close)
        fresh = socket.create_connection(("127.0.0.1", self.town.port))  # taken, and silent until the host stops
        self.addCleanup(fresh.close)
        stream.request("POST", "/hooks/essai/count", json.dumps({"text": "x", "times": 200000}),
                       {"Authorization": "Bearer " + self.key, "Content-Type": "application/json"})
        answer = stream.getresponse()
        time.sleep(0.1)
        begin = time.monotonic()
        self.town.signal(signal.SIGTERM)
        wait_until(lambda: self.town.count("STOPPING"), 5, "STOPPING=1")
        fresh.sendall(b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n")
        self.assertIn(b" 503 ", fresh.recv(4096).split(b"\r\n")[0])
        print(f"/readyz answers 503 {1000 * (time.monotonic() - begin):.0f} ms after SIGTERM")
        self.assertEqual(len(json.loads(answer.read())), 200000)
        self.assertEqual(self.town.wait(5), 0)

    @unittest.skipUnless(os.environ.get("ECLUSE_DRAIN_WHOLE"), "half a minute: ./test drain")
    def test_a_call_without_end_is_cut_after_thirty_seconds(self):
        stream = self.town.connect(timeout=60)
        self.addCleanup(stream.close)
        stream.request("POST", "/hooks/essai/count", json.dumps({"text": "x", "times": 1000000}),
                       {"Authorization": "Bearer " + self.key, "Content-Type": "application/json"})
        answer = stream.getresponse()
        begin = time.monotonic()
        self.town.signal(signal.SIGTERM)
        while self.town.process.poll() is None and time.monotonic() < begin + 40:
            try:
                answer.read1(20000)  # slow, and never idle
            except OSError:
                break
            time.sleep(0.1)
        self.assertEqual(self.town.wait(5), 0)
        took = time.monotonic() - begin
        self.assertTrue(29 < took < 34, took)
        self.assertIn("calls were cut at the end of the drain", self.town.log())


if __name__ == "__main__":
    unittest.main()
