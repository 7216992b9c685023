# SPDX-License-Identifier: EUPL-1.2
"""A clean Debian in a folder, under a systemd of its own (systemd-nspawn). Needs root."""
import glob
import os
import re
import shutil
import subprocess
import time


def run(*words, check=True, **more):
    done = subprocess.run(words, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace", check=False,
                          **{"timeout": 900, **more})
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(words)}: {done.returncode}\n{done.stdout[-4000:]}")
    return done


def mirror():
    """Where this machine takes its Debian from."""
    for name in sorted(glob.glob("/etc/apt/sources.list.d/*.sources")) + ["/etc/apt/sources.list"]:
        text = ""
        if os.path.exists(name):
            with open(name, encoding="utf-8") as file:
                text = file.read()
        for part in re.split(r"\n\s*\n", text):
            address = re.search(r"^URIs:\s*(\S+)", part, re.M)
            if address and re.search(r"^Suites:.*\bbookworm\b(?!-)", part, re.M):
                return address[1]
        line = re.search(r"^deb\s+(?:\[[^]]*\]\s*)?(\S+)\s+bookworm\s", text, re.M)
        if line:
            return line[1]
    raise AssertionError("no bookworm in /etc/apt")


class Container:
    def __init__(self, folder, cache):
        """A copy of the clean root in `cache`, which is made when it is not there."""
        self.root, self.process, self.leader = os.path.join(folder, "root"), None, None
        clean = os.path.join(cache, "bookworm.tar")
        if not os.path.exists(clean):
            made = os.path.join(cache, "making")
            shutil.rmtree(made, ignore_errors=True)
            run("debootstrap", "--variant=minbase", "--include=systemd,systemd-sysv,dbus", "bookworm", made, mirror())
            run("tar", "-cf", clean + ".new", "-C", made, ".")
            shutil.rmtree(made)
            os.rename(clean + ".new", clean)
        os.makedirs(self.root)
        run("tar", "-xf", clean, "-C", self.root)
        self.archives = os.path.join(cache, "archives")
        os.makedirs(os.path.join(self.archives, "partial"), exist_ok=True)

    def once(self, *words):
        """One command before the start, with this machine's network."""
        return run("systemd-nspawn", "-q", "-D", self.root, "--register=no", "--keep-unit", "--pipe",
                   f"--bind={self.archives}:/var/cache/apt/archives", *words).stdout

    def start(self, *bound):
        """Boots it, with no network but its own loopback."""
        self.process = subprocess.Popen(
            ["systemd-nspawn", "-q", "-D", self.root, "--boot", "--register=no", "--keep-unit", "--private-network", "--console=pipe",
             # What systemd-nspawn keeps from a container, and a machine of its own has.
             "--system-call-filter=landlock_create_ruleset landlock_add_rule landlock_restrict_self",
             f"--bind={self.archives}:/var/cache/apt/archives", *(f"--bind-ro={path}" for path in bound)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 60
        while self.leader is None or self("systemctl", "is-system-running", check=False).stdout.strip() not in ("running", "degraded"):
            assert self.process.poll() is None and time.monotonic() < end, "systemd does not start in systemd-nspawn"
            self.leader = self.leader or self.find_leader()
            time.sleep(0.2)

    def find_leader(self):
        """The process that is number 1 in there."""
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{name}/status", encoding="utf-8", errors="replace") as file:
                    numbers = re.search(r"^NSpid:(.*)$", file.read(), re.M)[1].split()
                if len(numbers) > 1 and numbers[-1] == "1" and os.path.samefile(f"/proc/{name}/root", self.root):
                    return name
            except (OSError, TypeError):
                pass
        return None

    def __call__(self, *words, check=True, **more):
        """A command in there, as its root."""
        return run("nsenter", "-t", self.leader, "-m", "-u", "-i", "-n", "-p", "-r", "-w", "env", "-i",
                   "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "DEBIAN_FRONTEND=noninteractive", *words, check=check, **more)

    def curl(self, *words):
        """This machine's curl, on the loopback in there."""
        return run("nsenter", "-t", self.leader, "-n", "curl", "-sS", "--max-time", "20", *words, check=False).stdout

    def path(self, name):
        return os.path.join(self.root, name.lstrip("/"))

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self("systemctl", "poweroff", check=False)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
