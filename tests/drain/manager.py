# SPDX-License-Identifier: EUPL-1.2
"""The demo town under a service manager that does what systemd does: it is told READY=1 and the rest, keeps the listening
socket over a restart, and asks for signs of life. tests/package runs the same host under a real systemd."""
import array
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.environ["ECLUSE_SOURCE"], "tests/e2e"))
from town import PROGRAM, Town, wait_until  # noqa: E402


class Manager(Town):
    def __init__(self, *arguments, watchdog_seconds=0, **more):
        super().__init__(*arguments, **more)
        self.watchdog_seconds = watchdog_seconds
        self.told, self.kept, self.unit_socket = [], None, None
        self.name = "ecluse-test-" + secrets.token_hex(8)
        self.door = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.door.bind("\0" + self.name)
        self.closing = False
        self.listener = threading.Thread(target=self.listen, daemon=True)
        self.listener.start()

    def listen(self):
        while not self.closing:
            text, extra, _, _ = self.door.recvmsg(4096, socket.CMSG_SPACE(64))
            for level, kind, data in extra:
                if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                    numbers = array.array("i", data)
                    self.forget()
                    self.kept = socket.socket(fileno=numbers[0])
            words = dict(line.split("=", 1) for line in text.decode().splitlines() if "=" in line)
            if words.get("FDSTOREREMOVE"):
                self.forget()
            self.told.append(words)

    def forget(self):
        if self.kept is not None:
            self.kept.close()
            self.kept = None

    def count(self, word):
        return sum(1 for words in self.told if word in words)

    def start(self):
        given = [(name, one) for name, one in (("listening", self.kept), ("ecluse.socket", self.unit_socket)) if one]
        environment = {**os.environ, "NOTIFY_SOCKET": "@" + self.name}
        moves = ""
        if given:
            environment |= {"LISTEN_FDS": str(len(given)), "LISTEN_FDNAMES": ":".join(name for name, _ in given)}
            moves = " ".join(f"{3 + index}<&{one.fileno()} {one.fileno()}<&-" for index, (_, one) in enumerate(given))
        if self.watchdog_seconds:
            environment["WATCHDOG_USEC"] = str(int(self.watchdog_seconds * 1e6))
        ready = self.count("READY")
        with open(self.path("host.log"), "ab") as log:
            self.process = subprocess.Popen(
                ["bash", "-c", f'LISTEN_PID=$$ exec "$@" {moves}', "bash", PROGRAM, "--config", self.config, "serve"],
                stdout=log, stderr=log, env=environment, pass_fds=[one.fileno() for _, one in given])
        wait_until(lambda: self.process.poll() is not None or self.count("READY") > ready, 30, "READY=1")
        if self.process.poll() is not None:
            raise AssertionError(f"the host ended with {self.process.returncode}:\n{self.log()}")

    def restart(self):
        """As `systemctl restart`: the next host begins when the last has ended."""
        self.signal(signal.SIGTERM)
        code = self.wait(35)
        if code != 0:
            raise AssertionError(f"exit code {code}:\n{self.log()[-2000:]}")
        self.start()

    def reload_now(self):
        """As `systemctl reload` with SIGHUP: over when READY=1 comes again."""
        ready = self.count("READY")
        self.signal(signal.SIGHUP)
        wait_until(lambda: self.count("READY") > ready, 20, "READY=1 after RELOADING=1")

    def remove(self):
        super().remove()
        self.closing = True
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as last:
            last.sendto(b"END=1", "\0" + self.name)
        self.listener.join()
        self.door.close()
        self.forget()
