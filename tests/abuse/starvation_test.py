# SPDX-License-Identifier: EUPL-1.2
"""Clients that hold connections and do nothing with them: parked, slow, silent, too many. Others are served meanwhile.

    starvation_test.py                500 clients of each kind, about 40 s
    starvation_test.py --long         1,000 of each kind, and 10,000 connections in all
"""
import json
import selectors
import socket
import sys
import time
import unittest

from wire import LAST_PROBE, PROBE, Attacker, allow_sockets, attacked_host, descriptors, probe, split_answers, status_kb

LONG = "--long" in sys.argv
PER_ADDRESS = 64  # connections that the host allows one address
HEAD_SECONDS = 10
BODY_SECONDS = 10
SLACK_SECONDS = 6  # this machine may be busy
FLAT_KB = 48 * 1024


def address(index, net=1):
    """The address of client `index`: 32 share one, half of what the host allows."""
    return f"127.{net}.{index // 32 // 250}.{index // 32 % 250 + 1}"


class Crowd:
    """Many connections at once, from many addresses. `first` is what each sends."""

    def __init__(self, port, count, first=b"", net=1):
        self.sockets, self.lost = [], 0
        self.ready = selectors.EpollSelector()
        for index in range(count):
            one = socket.socket()
            one.bind((address(index, net), 0))
            one.settimeout(10)
            try:
                one.connect(("127.0.0.1", port))
                if first:
                    one.sendall(first)
            except OSError:
                self.lost += 1
            one.setblocking(False)
            self.sockets.append(one)
            self.ready.register(one, selectors.EVENT_READ)
        self.received = {one: b"" for one in self.sockets}
        self.closed = set()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for one in self.sockets:
            one.close()
        self.ready.close()

    def send(self, data):
        for one in self.sockets:
            if one not in self.closed:
                try:
                    one.send(data)
                except OSError:
                    pass  # the end is seen in read()

    def read(self, seconds, done=lambda: False):
        """Reads what comes until `done` or the time is over."""
        end = time.monotonic() + seconds
        while not done() and time.monotonic() < end:
            for key, _ in self.ready.select(min(0.2, max(0, end - time.monotonic()))):
                try:
                    piece = key.fileobj.recv(65536)
                except BlockingIOError:
                    continue
                except OSError:
                    piece = b""
                self.received[key.fileobj] += piece
                if not piece:
                    self.closed.add(key.fileobj)
                    self.ready.unregister(key.fileobj)
        return done()

    def answered(self, status=200):
        return sum(1 for data in self.received.values() if [one.status for one in split_answers(data)[0]][:1] == [status])

    def all_answered(self):
        return self.answered() == len(self.sockets)

    def all_closed(self):
        return len(self.closed) == len(self.sockets)


class Starvation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sockets = allow_sockets(24_000)
        cls.host = attacked_host()
        cls.addClassCleanup(cls.host.remove)
        cls.port = cls.host.port
        probe(cls.port)
        cls.count = 1000 if LONG else 500

    def setUp(self):
        self.before = (descriptors(self.host), status_kb(self.host, "VmRSS"))

    def tearDown(self):
        """After the attack: the host serves, has given its descriptors back and kept little memory."""
        self.assertIsNone(self.host.process.poll(), "the host has ended: " + self.host.log()[-2000:])
        end = time.monotonic() + 5
        while descriptors(self.host) > self.before[0] + 4 and time.monotonic() < end:
            time.sleep(0.05)
        self.assertLessEqual(descriptors(self.host), self.before[0] + 4)
        self.assertLess(status_kb(self.host, "VmRSS") - self.before[1], FLAT_KB)
        self.assert_others_are_served(5)

    def assert_others_are_served(self, count, worst=3.0):
        """Fresh clients of an address that attacks nothing."""
        for _ in range(count):
            took = probe(self.port, "127.200.0.1")
            self.assertIsNotNone(took, "a new client got no answer")
            self.assertLess(took, worst)
            time.sleep(0.02)

    def echo_head(self, length):
        return (f"POST /hooks/essai/echo HTTP/1.1\r\nHost: e\r\nAuthorization: Bearer {self.host.key}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n").encode()

    def test_parked_keep_alive_clients(self):
        with Crowd(self.port, 512, PROBE) as parked:
            self.assertTrue(parked.read(15, parked.all_answered), f"{parked.answered()} of 512 were answered")
            self.assert_others_are_served(40)

    def test_active_clients_and_a_new_one(self):
        with Crowd(self.port, 512, PROBE) as active:
            for turn in range(3):
                active.read(10, lambda: sum(len(split_answers(data)[0]) for data in active.received.values()) >= 512 * (turn + 1))
                active.send(PROBE)
                self.assert_others_are_served(5)
            answers = lambda: sum(len(split_answers(data)[0]) for data in active.received.values())
            self.assertTrue(active.read(15, lambda: answers() == 512 * 4), f"{answers()} answers of 2,048")

    def test_slow_heads(self):
        """A byte a second; each is sent away at the deadline of its head, whatever it sends."""
        with Crowd(self.port, self.count, b"GET /livez HTTP/1.1\r\nHost: e\r\nX-Slow: ") as slow:
            began = time.monotonic()
            while not slow.all_closed() and time.monotonic() - began < HEAD_SECONDS + SLACK_SECONDS:
                slow.send(b"x")
                self.assert_others_are_served(3)
                slow.read(0.9, slow.all_closed)
            self.assertTrue(slow.all_closed(), f"{len(slow.closed)} of {self.count} were sent away")
            told = slow.answered(408)
            self.assertEqual(told, self.count, "each is told: 408")

    def test_slow_bodies(self):
        """A byte a second keeps nobody else waiting; silence ends it."""
        with Crowd(self.port, self.count, self.echo_head(2000) + b'{"text":"') as slow:
            for _ in range(4):
                slow.send(b"x")
                self.assert_others_are_served(5)
                slow.read(0.8)
            self.assertTrue(slow.read(BODY_SECONDS + SLACK_SECONDS, slow.all_closed), f"{len(slow.closed)} of {self.count} were sent away")

    def test_silent_clients(self):
        """Connected, and nothing else."""
        with Crowd(self.port, self.count) as silent:
            self.assert_others_are_served(20)
            silent.read(1)

    def test_readers_that_do_not_read(self):
        """Requests sent ahead without end, answers never read: neither memory nor threads are theirs."""
        with Crowd(self.port, 64, self.echo_head(12) + b'{"text":"a"}') as greedy:
            more = (self.echo_head(12) + b'{"text":"a"}') * 200
            for _ in range(20):
                greedy.send(more)
            self.assert_others_are_served(20)
            self.assertLess(status_kb(self.host, "VmRSS") - self.before[1], FLAT_KB)

    def test_a_burst_of_connects(self):
        """None is lost, and each is answered."""
        ready, waiting, answered = selectors.EpollSelector(), {}, 0
        for index in range(500):
            one = socket.socket()
            one.bind((address(index, 9), 0))
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", self.port))
            ready.register(one, selectors.EVENT_WRITE)
            waiting[one] = b""
        end = time.monotonic() + 15
        while waiting and time.monotonic() < end:
            for key, event in ready.select(0.5):
                one = key.fileobj
                try:
                    if event & selectors.EVENT_WRITE:
                        one.send(LAST_PROBE)
                        ready.modify(one, selectors.EVENT_READ)
                        continue
                    piece = one.recv(65536)
                except OSError:
                    piece = b""
                waiting[one] += piece
                if not piece or split_answers(waiting[one])[0]:
                    answered += [answer.status for answer in split_answers(waiting.pop(one))[0]] == [200]
                    ready.unregister(one)
                    one.close()
        for one in waiting:
            one.close()
        self.assertEqual(answered, 500)

    def test_the_65th_connection_of_an_address(self):
        """Is refused in words; the other addresses and the 64 that are there are served; one that leaves makes room."""
        source = "127.77.0.1"
        held = [Attacker(self.port, source) for _ in range(PER_ADDRESS)]
        try:
            for one in held:
                one.send(PROBE)
                self.assertEqual([answer.status for answer in one.answers(1)], [200])
            with Attacker(self.port, source) as refused:
                refused.send(PROBE)
                answers = refused.answers(1)
                self.assertEqual([answer.status for answer in answers], [503])
                self.assertEqual(json.loads(answers[0].body)["code"], "too-many-connections")
                self.assertIn("Retry-After", dict(answers[0].headers))
                self.assertTrue(refused.is_closed(3))
            self.assert_others_are_served(3)
            held[0].send(PROBE)
            self.assertEqual([answer.status for answer in held[0].answers(2)], [200, 200])
            held.pop().socket.close()
            end = time.monotonic() + 3
            while probe(self.port, source) is None and time.monotonic() < end:
                pass
            self.assertIsNotNone(probe(self.port, source))
        finally:
            for one in held:
                one.socket.close()

    def test_a_field_gives_no_other_address(self):
        """X-Forwarded-For of a peer that is no trusted proxy changes nothing of the count."""
        source = "127.78.0.1"
        held = [Attacker(self.port, source) for _ in range(PER_ADDRESS)]
        try:
            for one in held:
                one.send(PROBE)
                one.answers(1)
            with Attacker(self.port, source) as refused:
                refused.send(b"GET /livez HTTP/1.1\r\nHost: e\r\nX-Forwarded-For: 203.0.113.7\r\nForwarded: for=203.0.113.7\r\n\r\n")
                self.assertEqual([answer.status for answer in refused.answers(1)], [503])
        finally:
            for one in held:
                one.socket.close()

    @unittest.skipUnless(LONG, "--long")
    def test_ten_thousand_connections(self):
        """All parked, all answered, new ones refused in words, and then there is room again."""
        if self.sockets < 10_500:
            self.skipTest("this account may hold too few descriptors")
        with Crowd(self.port, 9_900, PROBE, net=2) as parked:
            self.assertTrue(parked.read(60, parked.all_answered), f"{parked.answered()} of 9,900 were answered")
            self.assert_others_are_served(20)
            with Crowd(self.port, 200, PROBE, net=3) as more:
                more.read(5, lambda: more.answered() + more.answered(503) == 200)
                self.assertGreaterEqual(more.answered(503), 50)
                self.assertGreater(more.answered(), 0)
        time.sleep(1)


if __name__ == "__main__":
    unittest.main(argv=[argument for argument in sys.argv if argument != "--long"])
