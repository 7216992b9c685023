# SPDX-License-Identifier: EUPL-1.2
"""The demo town in a folder of its own, the real host on it, and a client that keeps every refusal it saw.

ECLUSE_PROGRAM and ECLUSE_PLUGINS name what was built; ECLUSE_SOURCE the tree. Python's library alone.
"""
import collections
import http.client
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time

SOURCE = os.environ["ECLUSE_SOURCE"]
PROGRAM = os.environ["ECLUSE_PROGRAM"]
PLUGINS = os.environ["ECLUSE_PLUGINS"]
SERVICE_USER = "nobody"  # as in the town's ecluse.toml: a host that starts as root becomes it

# A system that waits, streams and fails as a test asks, beside the town's own.
SCRIPTED = """
[systems.essai]
connector = "scripted"

[consumers.essai]
scopes = ["essai:*read", "essai:write-down"]
purpose = "Essais"
"""

Answer = collections.namedtuple("Answer", "status headers body")


class Reply(Answer):
    """An answer; header names in any case."""

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def json(self):
        return json.loads(self.body)


def wait_until(condition, seconds, what):
    """The first true value of `condition`, tried until `seconds` have passed."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.02)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Town:
    def __init__(self, more="", edit=lambda text: text):
        self.folder = tempfile.mkdtemp(prefix="ecluse-e2e-")
        os.chmod(self.folder, 0o755)
        shutil.copytree(os.path.join(SOURCE, "examples/town"), self.folder, dirs_exist_ok=True)
        shutil.copytree(PLUGINS, self.path("plugins"), ignore=lambda _, names: [
            name for name in names if not name.endswith((".so", ".manifest.json"))])
        for name in ("outbox", "state", "secrets"):
            os.makedirs(self.path(name), exist_ok=True)
            if os.geteuid() == 0:
                shutil.chown(self.path(name), SERVICE_USER)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.config = self.path("ecluse.toml")
        self.edit(lambda text: edit(text.replace("127.0.0.1:8080", f"127.0.0.1:{self.port}")) + more)
        self.refusals = []
        self.process = None

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def edit(self, change):
        with open(self.config, encoding="utf-8") as file:
            text = file.read()
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(change(text))

    # The host.
    def command(self, *words, check=True):
        return subprocess.run([PROGRAM, "--config", self.config, *words], text=True, capture_output=True,
                              check=check, timeout=60, env={**os.environ, "LANG": "fr_FR.UTF-8"})

    def start(self):
        with open(self.path("host.log"), "ab") as log:
            self.process = subprocess.Popen([PROGRAM, "--config", self.config, "serve"], stdout=log, stderr=log)
        wait_until(self.is_ready, 30, "the host is ready")

    def is_ready(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the host ended with {self.process.returncode}:\n{self.log()}")
        try:
            return self.ask("GET", "/readyz").status == 200
        except OSError:
            return False

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, seconds=30):
        return self.process.wait(timeout=seconds)

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.signal(signal.SIGTERM)
            self.wait()

    def remove(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self):
        with open(self.path("host.log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def reloads(self):
        return self.log().count("reloaded")

    def reload(self):
        before = self.reloads()
        self.signal(signal.SIGHUP)
        wait_until(lambda: self.reloads() > before, 20, "the host has reloaded")

    def make_key(self, consumer):
        return self.command("keys", "create", consumer, "--quiet").stdout.strip()

    def rows(self, sql):
        """Rows of the host's store, which is only looked at."""
        store = sqlite3.connect(f"file:{self.path('state', 'store.db')}?mode=ro", uri=True, timeout=10)
        try:
            return store.execute(sql).fetchall()
        finally:
            store.close()

    # A client.
    def connect(self, timeout=30):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def ask(self, method, path, body=None, key=None, headers=None, connection=None):
        own = connection is None
        connection = connection or self.connect()
        fields = dict(headers or {})
        if key:
            fields.setdefault("Authorization", "Bearer " + key)
        if body is not None:
            fields.setdefault("Content-Type", "application/json")
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        try:
            connection.request(method, path, body, fields)
            got = connection.getresponse()
            reply = Reply(got.status, got.getheaders(), got.read().decode())
        finally:
            if own:
                connection.close()
        if reply.status >= 400:
            self.refusals.append(reply.body)
        return reply

    def call(self, hook, body, key, headers=None, connection=None):
        """POST /hooks/{hook}; the hook may carry a query."""
        return self.ask("POST", "/hooks/" + hook, body, key, headers, connection)


def citizens():
    """The invented names of the town's files, longer than three letters: words that nothing may repeat."""
    names = set()
    tag = re.compile(r"<(?:nomDeFamille|prenoms|Nom|NomUsage|NomJeuneFille|Prenom|mail|Mail)>([^<]+)<")
    folder = os.path.join(SOURCE, "examples/town/civil-requests")
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as file:
            raw = file.read()
        text = raw.decode("utf-8" if b"UTF-8" in raw[:60] else "iso-8859-1")
        for words in tag.findall(text):
            names.update(word for word in re.split(r"[ ,]+", words) if len(word) > 3)
    deaths = os.path.join(SOURCE, "examples/town/deaths")
    for name in os.listdir(deaths) if os.path.isdir(deaths) else []:
        with open(os.path.join(deaths, name), encoding="iso-8859-1") as file:
            for line in file:
                words = re.match(r"([^*/]{2,60})\*([^*/]{2,60})/", line) if len(line) > 150 else None
                names.update(word for part in words.groups() for word in part.split() if len(word) > 3) if words else None
    return names


def names_in(text, names):
    """Which of `names` stand in `text` as words, in any case."""
    words = set(re.findall(r"[^\W\d_]+(?:['.@-]+[^\W\d_]+)*", text.lower()))
    parts = words | {part for word in words for part in re.split(r"['.@-]+", word)}
    return sorted(name for name in names if name.lower() in parts)
