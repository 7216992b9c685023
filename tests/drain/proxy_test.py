# SPDX-License-Identifier: EUPL-1.2
"""Restarts and reloads under 100 requests a second behind a real HAProxy: none fails, none is answered half by one
configuration and half by another, descriptors and memory stay.   ECLUSE_DRAIN_WHOLE=1: 100 restarts, 1,000 reloads."""
import contextlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import threading
import time
import unittest

from manager import Manager, wait_until
from town import SCRIPTED, SOURCE, free_port

WHOLE = bool(os.environ.get("ECLUSE_DRAIN_WHOLE"))
RESTARTS, RELOADS = (100, 1000) if WHOLE else (4, 40)
RATE, CALLERS = 100, 48
# Two configurations that differ in all that an answer is made of: language, address, scopes, purpose.
CONFIGURATIONS = {
    "a": {"url": "http://a.example", "language": "fr", "scopes": ["essai:*read"]},
    "b": {"url": "http://b.example", "language": "en", "scopes": ["essai:*read", "essai:write-down"]},
}


def configure(town, name):
    """The file replaced at once, as an editor does."""
    it = CONFIGURATIONS[name]
    text = town.plain.replace("@URL@", it["url"]).replace("@LANGUAGE@", it["language"]).replace("@PURPOSE@", "purpose " + name)
    text = text.replace("@SCOPES@", json.dumps(it["scopes"])).replace("@MOOD@", name)
    with open(town.config + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(town.config + ".new", town.config)


def made_by(path, answer):
    """Which configuration gave this answer; an answer of both, or of none, is a failure."""
    if path == "/api/me":
        facts = (answer["language"], answer["scopes"], answer["purpose"])
        wanted = {name: (it["language"], it["scopes"], "purpose " + name) for name, it in CONFIGURATIONS.items()}
    else:
        [system] = answer["systems"]
        urls = {action["url"].split("/hooks/")[0] for action in system["actions"]}
        facts = (answer["language"], urls, "write-down" in [action["name"] for action in system["actions"]],
                 system["title"])
        wanted = {name: (it["language"], {it["url"]}, len(it["scopes"]) > 1,
                         {"fr": "Connecteur d'essai", "en": "Test connector"}[it["language"]])
                  for name, it in CONFIGURATIONS.items()}
    names = [name for name, one in wanted.items() if one == facts]
    if not names:
        raise ValueError(f"mixed: {path}: {facts}")
    return names[0]


class Load:
    """RATE requests a second, each at its own moment whether or not those before it are answered."""

    def __init__(self, port, key):
        self.port, self.key = port, key
        self.lock, self.next, self.ended = threading.Lock(), 0, False
        self.failed, self.seconds, self.seen = [], [], {"a": 0, "b": 0}
        self.begin = time.monotonic()
        self.threads = [threading.Thread(target=self.call_all_the_time) for _ in range(CALLERS)]
        for thread in self.threads:
            thread.start()

    def call_all_the_time(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        while not self.ended:
            with self.lock:
                number, self.next = self.next, self.next + 1
            due = self.begin + number / RATE
            time.sleep(max(0, due - time.monotonic()))
            try:
                self.call(connection, number)
            except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
                connection.close()
                self.failed.append(f"request {number}: {error!r}")
            self.seconds.append(time.monotonic() - due)
        connection.close()

    def ask(self, connection, method, path, body=None):
        headers = {"Authorization": "Bearer " + self.key, "Content-Type": "application/json"}
        connection.request(method, path, json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise ValueError(f"{answer.status} {text[:300]}")
        return json.loads(text)

    def call(self, connection, number):
        kind = number % 20
        if kind in (0, 10):
            path = "/api/me" if kind else "/api/catalog"
            name = made_by(path, self.ask(connection, "GET", path))
            with self.lock:
                self.seen[name] += 1
        elif kind == 5:  # a stream, whole and in order
            items = self.ask(connection, "POST", "/hooks/essai/count", {"text": f"n{number}", "times": 500})
            if [item["writes"] for item in items] != list(range(1, 501)):
                raise ValueError(f"half a stream: {len(items)}")
        else:
            said = self.ask(connection, "POST", "/hooks/essai/echo", {"text": f"n{number}"})
            if said["text"] != f"n{number}":
                raise ValueError(f"another's answer: {said}")

    def end(self):
        self.ended = True
        for thread in self.threads:
            thread.join()
        took = time.monotonic() - self.begin
        ordered = sorted(self.seconds)
        return (f"{len(ordered)} requests in {took:.0f} s, {len(self.failed)} failed, p50 {1000 * ordered[len(ordered) // 2]:.1f} ms, "
                f"p99 {1000 * ordered[len(ordered) * 99 // 100]:.0f} ms, longest {1000 * ordered[-1]:.0f} ms"), len(ordered) / took


class BehindProxy(unittest.TestCase):
    def setUp(self):
        program = shutil.which("haproxy", path="/usr/sbin:/usr/bin")
        self.assertIsNotNone(program, "haproxy is of tests/setup/debian-packages.txt")
        self.town = Manager(SCRIPTED)
        self.addCleanup(self.town.remove)
        with open(self.town.config, encoding="utf-8") as file:
            text = file.read()
        text = text.replace(f'public_url = "http://127.0.0.1:{self.town.port}"', 'public_url = "@URL@"')
        text = text.replace('scopes = ["essai:*read", "essai:write-down"]\npurpose = "Essais"',
                            'scopes = @SCOPES@\npurpose = "@PURPOSE@"\nlanguage = "@LANGUAGE@"')
        self.town.plain = text.replace('connector = "scripted"', 'connector = "scripted"\nsettings.mood = "@MOOD@"')
        configure(self.town, "a")
        self.town.start()
        self.key = self.town.make_key("essai")
        self.port = free_port()
        with open(os.path.join(SOURCE, "tests/drain/haproxy.cfg"), encoding="utf-8") as file:
            text = file.read().replace("127.0.0.1:18080", f"127.0.0.1:{self.port}")
        text = text.replace("127.0.0.1:8080", f"127.0.0.1:{self.town.port}")
        with open(self.town.path("haproxy.cfg"), "w", encoding="utf-8") as file:
            file.write(text.replace("global\n", f"global\n  stats socket {self.town.path('haproxy.sock')}\n"))
        proxy = subprocess.Popen([program, "-db", "-f", self.town.path("haproxy.cfg")])
        self.addCleanup(proxy.wait)
        self.addCleanup(proxy.terminate)
        wait_until(lambda: self.state_of_server() == ("UP", "L7OK"), 20, "HAProxy finds the host ready")
        self.load = None

    def state_of_server(self):
        """What HAProxy thinks of the host: status and last check."""
        with socket.socket(socket.AF_UNIX) as door:
            try:
                door.connect(self.town.path("haproxy.sock"))
            except OSError:
                return None
            door.sendall(b"show stat\n")
            text = b"".join(iter(lambda: door.recv(65536), b"")).decode()
        names, *rows = [line.lstrip("# ").split(",") for line in text.splitlines() if line]
        row = next(dict(zip(names, row)) for row in rows if row[:2] == ["ecluse", "host"])
        return row["status"], row["check_status"].lstrip("* ")

    def footprint(self):
        """Open files and the like, sockets, resident kB and worker processes, once it has served for a moment: sessions of the store are
        opened when a thread first needs one."""
        time.sleep(0.7)
        folder = f"/proc/{self.town.process.pid}"
        links = []
        for name in os.listdir(folder + "/fd"):
            try:
                links.append(os.readlink(f"{folder}/fd/{name}"))
            except OSError:
                pass
        with open(folder + "/status", encoding="ascii") as file:
            resident = next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))
        sockets = sum(1 for link in links if link.startswith("socket:"))
        children = 0
        for task in os.listdir(folder + "/task"):
            with contextlib.suppress(OSError), open(f"{folder}/task/{task}/children", encoding="ascii") as file:
                children += len(file.read().split())
        return len(links) - sockets, sockets, resident, children

    def during_load(self, rounds, step, measured_from):
        load = Load(self.port, self.key)
        try:
            first = None
            for number in range(rounds):
                step(number)
                if number == measured_from:
                    first = self.footprint()
            last = self.footprint()
        finally:
            told, rate = load.end()
        print(f"{self.id().split('.')[-1]}: {rounds} rounds; {told}; files {first[0]} then {last[0]}, "
              f"sockets {first[1]} then {last[1]}, memory {first[2]} kB then {last[2]} kB, workers {first[3]} then {last[3]}; answers of a and b: {load.seen}", flush=True)
        self.assertEqual(load.failed[:5], [])
        self.assertGreater(rate, 0.95 * RATE, "the load was the promised one")
        self.assertLessEqual(abs(last[0] - first[0]), 8)
        # Connections come and go while they are counted: as many as there are callers, no more.
        self.assertLess(last[1], first[1] + CALLERS)
        self.assertLess(last[2], first[2] * 1.15 + 4096)
        self.assertLessEqual(last[3], first[3] + 2, "workers of older configurations end")
        self.assertEqual(self.state_of_server()[0], "UP")
        return load

    def test_restarts(self):
        self.during_load(RESTARTS, lambda _: (time.sleep(0.1), self.town.restart()), 0)

    def test_reloads(self):
        def reload(number):
            name = "ba"[number % 2]
            configure(self.town, name)
            self.town.reload_now()
            if number % 20 == 0:  # over means in force
                self.assertEqual(made_by("/api/me", self.town.ask("GET", "/api/me", key=self.key).json), name)

        load = self.during_load(RELOADS, reload, RELOADS // 10)
        self.assertGreater(min(load.seen.values()), 0, "both configurations were seen")


if __name__ == "__main__":
    unittest.main()
