# SPDX-License-Identifier: EUPL-1.2
"""Requests that break HTTP/1.1: cases.txt, and what needs more than one socket or a loop, against a real host."""
import collections
import gzip
import json
import os
import re
import time
import unittest

from wire import LAST_PROBE, PROBE, Attacker, attacked_host, probe, split_answers, status_kb

TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases.txt")
ESCAPES = {"r": "\r", "n": "\n", "t": "\t", "0": "\0", "\\": "\\"}
MEGABYTE = 1 << 20
FLAT_KB = 12 * 1024  # what the peak of the host's memory may grow by while 300 MB are thrown at it

Case = collections.namedtuple("Case", "name why expected pieces")  # pieces: bytes, "wait" and "end" in turn
Expected = collections.namedtuple("Expected", "statuses codes after")


def unescaped(text):
    return re.sub(r"\\(x[0-9a-f]{2}|[rnt0\\])", lambda found: chr(int(found[1][1:], 16)) if found[1][0] == "x" else ESCAPES[found[1]], text)


def read_line(line, names):
    """A line of a request as bytes; {count*text} first, as what it repeats may hold escapes."""
    for name, value in names.items():
        line = line.replace("{" + name + "}", value)
    whole = not line.endswith("\\") or line.endswith("\\\\")
    line = re.sub(r"\{(\d+)\*([^}]+)\}", lambda found: found[2] * int(found[1]), line if whole else line[:-1])
    return (unescaped(line) + ("\r\n" if whole else "")).encode("latin-1")


def read_cases(names):
    cases = []
    with open(TABLE, encoding="utf-8") as file:
        for line in file.read().split("\n"):
            if line.startswith("== "):
                cases.append(Case(line[3:], [], [], []))
            elif not cases or not line:
                continue
            elif line.startswith("# "):
                cases[-1].why.append(line[2:])
            elif line.startswith("< "):
                statuses, codes, after = line[2:].split(" ")
                cases[-1].expected.append(Expected(statuses.split("|"), codes.split("|"), after))
            elif line.startswith(">! "):
                cases[-1].pieces.append(line[3:])
            elif line.startswith(">"):
                cases[-1].pieces.append(read_line(line[2:], names))
            else:
                raise ValueError(f"{TABLE}: not understood: {line}")
    return cases


def code_of(answer):
    return json.loads(answer.body)["code"] if ("Content-Type", "application/problem+json") in answer.headers else "-"


def faults_of(case, port):
    """What is wrong with the host's answer to a case; nothing when it is as expected."""
    faults = []
    after = case.expected[-1].after
    with Attacker(port) as client:
        for piece in joined(case.pieces):
            if piece == "wait":
                client.answers(1)
            elif piece == "end":
                client.end()
            else:
                client.send(piece)
        may_cut = "cut" in case.expected[0].statuses
        answers = client.answers(1 if may_cut else len(case.expected))
        if not (may_cut and not answers):
            faults += compared(case.expected, answers)
        if after == "close" and not client.is_closed(3):
            faults.append("the connection is still open")
        elif after == "open":
            client.send(LAST_PROBE)
            answers = client.answers(len(case.expected) + 1)[len(case.expected):]
            if [answer.status for answer in answers] != [200]:
                faults.append(f"the next request of the connection got {[answer.status for answer in answers]}")
        else:
            client.is_closed(0.2)
        answers, rest = split_answers(client.received)
        if len(answers) > len(case.expected) + (after == "open"):
            faults.append(f"{len(answers)} answers: what was smuggled in was answered")
        if rest:
            faults.append(f"bytes that are no answer: {rest[:80]!r}")
    return faults


def compared(expected, answers):
    if len(answers) < len(expected):
        return [f"{len(answers)} answers instead of {len(expected)}"]
    faults = []
    for one, answer in zip(expected, answers):
        if str(answer.status) not in one.statuses:
            faults.append(f"status {answer.status} instead of {'|'.join(one.statuses)}")
        elif "*" not in one.codes and code_of(answer) not in one.codes + (["-"] if answer.status < 400 else []):
            faults.append(f"code {code_of(answer)} instead of {'|'.join(one.codes)}")
        if one.after == "close" and answer.status >= 400 and ("connection", "close") not in [
                (name.lower(), value.lower()) for name, value in answer.headers]:
            faults.append("does not say Connection: close")
    return faults


def joined(pieces):
    """Lines that follow each other leave in one packet."""
    whole = []
    for piece in pieces:
        if isinstance(piece, bytes) and whole and isinstance(whole[-1], bytes):
            whole[-1] += piece
        else:
            whole.append(piece)
    return whole


class Framing(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = attacked_host()
        cls.addClassCleanup(cls.host.remove)
        cls.port = cls.host.port
        cls.key = "Authorization: Bearer " + cls.host.key
        cls.cases = read_cases({"key": cls.key, "echo": "/hooks/essai/echo"})

    def tearDown(self):
        self.assertIsNone(self.host.process.poll(), "the host has ended: " + self.host.log()[-2000:])
        self.assertIsNotNone(probe(self.port), "the host serves")

    def post(self, text, more=b""):
        body = json.dumps({"text": text}).encode()
        return (f"POST /hooks/essai/echo HTTP/1.1\r\nHost: e\r\n{self.key}\r\nContent-Type: application/json\r\n".encode()
                + more + b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def test_every_case_of_the_table(self):
        self.assertGreater(len(self.cases), 40)
        wrong = {}
        for case in self.cases:
            with self.subTest(case=case.name):
                faults = faults_of(case, self.port)
                if faults:
                    wrong[case.name] = faults
                self.assertEqual(faults, [], " ".join(case.why))
        self.assertEqual(wrong, {})

    def test_the_table_byte_after_byte(self):
        """What a head means may not depend on the packets it came in: the short cases, in pieces of 7 bytes."""
        for case in self.cases:
            whole = joined(case.pieces)
            if len(whole) != 1 or not isinstance(whole[0], bytes) or len(whole[0]) > 400:
                continue
            pieces = [whole[0][at:at + 7] for at in range(0, len(whole[0]), 7)]
            with self.subTest(case=case.name):
                self.assertEqual(faults_in_pieces(case, pieces, self.port), [])

    def test_twenty_requests_at_once_are_answered_in_order(self):
        with Attacker(self.port) as client:
            client.send(b"".join(self.post(f"number {number}") for number in range(20)))
            answers = client.answers(20)
        self.assertEqual([json.loads(answer.body)["text"] for answer in answers], [f"number {number}" for number in range(20)])

    def test_a_refusal_among_requests_sent_ahead_ends_the_connection_there(self):
        bad = b"GET /livez HTTP/1.1\r\nHost: e\r\nA : b\r\n\r\n"
        with Attacker(self.port) as client:
            client.send(PROBE + PROBE + bad + PROBE)
            self.assertTrue(client.is_closed(5))
            self.assertEqual([answer.status for answer in split_answers(client.received)[0]], [200, 200, 400])

    def test_clients_that_leave_in_the_middle(self):
        whole = self.post("left")
        for cut in range(1, len(whole), 5):
            with Attacker(self.port) as client:
                client.send(whole[:cut])
        self.assertIsNotNone(probe(self.port))

    def test_a_client_that_leaves_before_its_answer(self):
        for _ in range(50):
            with Attacker(self.port) as client:
                client.send(self.post("not read") * 5)

    def attack(self, first, piece, status):
        """Throws 300 MB at one connection; the peak of the host's memory stays where it was."""
        before = status_kb(self.host, "VmHWM")
        with Attacker(self.port) as client:
            client.send(first)
            sent = 0
            while sent < 300 * MEGABYTE and not client.closed:
                took = client.send(piece)
                sent += took
                if not took:
                    break
            client.answers(1)
            answers = split_answers(client.received)[0]
            # A host that closed under so many bytes may reset the connection; an answer that came is the right one.
            self.assertIn([answer.status for answer in answers], ([status], []))
            self.assertTrue(client.is_closed(15), "such a client is sent away")
        self.assertLess(status_kb(self.host, "VmHWM") - before, FLAT_KB, f"{sent >> 20} MB were sent")

    def test_a_header_line_of_300_mb(self):
        self.attack(b"GET /livez HTTP/1.1\r\nHost: e\r\nX: ", b"a" * MEGABYTE, 431)

    def test_a_target_of_300_mb(self):
        self.attack(b"GET /", b"a" * MEGABYTE, 414)

    def test_three_hundred_mb_of_fields(self):
        self.attack(b"GET /livez HTTP/1.1\r\nHost: e\r\n", b"X: y\r\n" * 170_000, 431)

    def test_a_chunked_body_of_300_mb(self):
        head = f"POST /hooks/essai/echo HTTP/1.1\r\nHost: e\r\n{self.key}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        self.attack(head, b"100000\r\n" + b"a" * MEGABYTE + b"\r\n", 413)

    def test_a_chunked_body_of_chunks_of_one_byte(self):
        head = f"POST /hooks/essai/echo HTTP/1.1\r\nHost: e\r\n{self.key}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        self.attack(head, b"1\r\na\r\n" * 170_000, 413)

    def test_a_body_of_300_mb_of_a_client_without_key(self):
        head = b"POST /hooks/essai/echo HTTP/1.1\r\nHost: e\r\nContent-Length: 314572800\r\n\r\n"
        before = status_kb(self.host, "VmHWM")
        with Attacker(self.port) as client:
            client.send(head)
            while not client.closed and client.send(b"a" * MEGABYTE):
                pass
            answers = client.answers(1)
        self.assertIn([answer.status for answer in answers], ([401], [413], []))
        self.assertLess(status_kb(self.host, "VmHWM") - before, FLAT_KB)

    def test_a_gzip_bomb(self):
        bomb = gzip.compress(bytes(200 * MEGABYTE))
        head = f"POST /hooks/essai/echo HTTP/1.1\r\nHost: e\r\n{self.key}\r\nContent-Type: application/json\r\n"
        before = status_kb(self.host, "VmHWM")
        with Attacker(self.port) as client:
            client.send((head + f"Content-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n").encode() + bomb)
            answers = client.answers(1)
        self.assertEqual([(answer.status, code_of(answer)) for answer in answers], [(413, "body-too-large")])
        self.assertLess(status_kb(self.host, "VmHWM") - before, FLAT_KB)

    def test_a_post_without_length_is_answered_at_once(self):
        began = time.monotonic()
        with Attacker(self.port) as client:
            client.send(f"POST /hooks/essai/echo HTTP/1.1\r\nHost: e\r\n{self.key}\r\n\r\n".encode())
            self.assertEqual(client.answers(1)[0].status, 400)
        self.assertLess(time.monotonic() - began, 2)


def faults_in_pieces(case, pieces, port):
    """faults_of for a case whose bytes come in small packets. What follows a refusal may not be taken any more."""
    with Attacker(port) as client:
        for piece in pieces:
            if client.send(piece) < len(piece):
                break
        faults = compared(case.expected, client.answers(len(case.expected)))
        if case.expected[-1].after == "close" and not client.is_closed(3):
            faults.append("the connection is still open")
    return faults


if __name__ == "__main__":
    unittest.main()
