# SPDX-License-Identifier: EUPL-1.2
"""HTTP as raw bytes: an attacker's socket, the answers it reads, and the host that it attacks.

Python's library alone. The host is that of tests/e2e, with one system that echoes.
"""
import collections
import os
import re
import resource
import select
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.environ["ECLUSE_SOURCE"], "tests/e2e"))
from town import Town  # noqa: E402

# In the process of the host: what is attacked here is the transport.
SYSTEM = """
[systems.essai]
connector = "scripted"
isolation = "none"

[consumers.essai]
scopes = ["essai:*read"]
purpose = "Essais"
"""

Answer = collections.namedtuple("Answer", "status headers body")
PROBE = b"GET /livez HTTP/1.1\r\nHost: e\r\n\r\n"
LAST_PROBE = b"GET /livez HTTP/1.1\r\nHost: e\r\nConnection: close\r\n\r\n"


def attacked_host(more=""):
    """A host that serves the scripted system alone, with a key for it."""
    host = Town(SYSTEM, lambda text: text.split("# Requests for civil-status")[0].replace("[plugins]", more + "\n[plugins]", 1))
    host.start()
    host.key = host.make_key("essai")
    return host


def allow_sockets(count):
    """Lets this process hold so many; how many it got."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    got = count if hard == resource.RLIM_INFINITY else min(count, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (got, hard))
    return got


def status_kb(host, field):
    """VmRSS or VmHWM of the host, in kB."""
    with open(f"/proc/{host.process.pid}/status", encoding="ascii") as file:
        return int(re.search(rf"^{field}:\s+(\d+)", file.read(), re.M).group(1))


def descriptors(host):
    return len(os.listdir(f"/proc/{host.process.pid}/fd"))


def split_answers(data):
    """The answers at the start of `data`, and what is left: an answer that is not whole yet, or no HTTP at all."""
    answers = []
    while True:
        head, found, rest = data.partition(b"\r\n\r\n")
        line = re.match(rb"HTTP/1\.[01] (\d{3})[ \r]", head + b"\r")
        if not found or not line:
            return answers, data
        status = int(line.group(1))
        headers = [tuple(part.strip().decode("latin-1") for part in field.split(b":", 1)) for field in head.split(b"\r\n")[1:]]
        length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
        if status >= 200 and len(rest) < length:
            return answers, data
        if status < 200:
            length = 0
        answers.append(Answer(status, headers, rest[:length]))
        data = rest[length:]


class Attacker:
    """One connection. `source` is an address of 127.0.0.0/8: the host counts connections by it."""

    def __init__(self, port, source="", patience=5):
        self.socket = socket.create_connection(("127.0.0.1", port), patience, (source, 0) if source else None)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.closed = False
        self.patience = patience

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def fileno(self):
        return self.socket.fileno()

    def send(self, data):
        """Sends while it reads, as an answer may come before the request ends. How many bytes were taken."""
        self.socket.setblocking(False)
        sent, end = 0, time.monotonic() + self.patience
        view = memoryview(data)
        while sent < len(view) and not self.closed and time.monotonic() < end:
            ready = self.wait(select.POLLIN | select.POLLOUT, 0.5)
            if ready & ~select.POLLOUT:
                self.read_some()
            if ready & select.POLLOUT and not self.closed:
                try:
                    sent += self.socket.send(view[sent:sent + 262144])
                    end = time.monotonic() + self.patience
                except BlockingIOError:
                    pass
                except OSError:
                    self.closed = True
        return sent

    def wait(self, events, seconds):
        """What of `events` is there, or an end; poll(), as select() knows no descriptor above 1,023."""
        watched = select.poll()
        watched.register(self.socket, events)
        return dict(watched.poll(seconds * 1000)).get(self.socket.fileno(), 0)

    def end(self):
        """No more bytes will come; answers are still read."""
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def read_some(self):
        try:
            piece = self.socket.recv(262144)
        except BlockingIOError:
            return
        except OSError:  # reset
            piece = b""
        self.closed = self.closed or not piece
        self.received += piece

    def read_until(self, done, seconds=None):
        end = time.monotonic() + (self.patience if seconds is None else seconds)
        self.socket.setblocking(False)
        while not done() and not self.closed:
            left = end - time.monotonic()
            if left <= 0 or not self.wait(select.POLLIN, left):
                break
            self.read_some()
        return done()

    def answers(self, count=1, seconds=None):
        """Waits for `count` answers; gives all that came (1xx too)."""
        self.read_until(lambda: len(split_answers(self.received)[0]) >= count, seconds)
        return split_answers(self.received)[0]

    def is_closed(self, seconds=None):
        """Whether the host ends the connection within the time."""
        self.read_until(lambda: False, seconds)
        return self.closed


def probe(port, source="", patience=15):
    """A fresh client: seconds until its answer, or None when it got none."""
    began = time.monotonic()
    try:
        with Attacker(port, source, patience) as client:
            client.send(LAST_PROBE)
            answers = client.answers()
    except OSError:
        return None
    return time.monotonic() - began if answers and answers[0].status == 200 else None
