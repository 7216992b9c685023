# SPDX-License-Identifier: EUPL-1.2
"""The Debian package in a clean Debian under systemd: installed, used, reloaded, restarted, watched, upgraded with its data,
purged.   package_test.py [DEB NEXT_DEB]   without arguments ./package builds both. Needs root."""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from container import Container, run

SOURCE = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
CACHE = os.path.join(SOURCE, "build/package-test")
URL = "http://127.0.0.1:8080"
SYSTEMS = """
[systems.demandes]
connector = "etat-civil-demandes"
settings.inbox = "/srv/civil-requests"
settings.outbox = "/srv/outbox"
settings.settle = "1s"

[systems.deces]
connector = "deces-insee"
settings.folder = "/srv/deaths"
settings.settle = "1s"
settings.opposition_required = true

[consumers.guichet]
scopes = ["demandes:*read", "demandes:*write", "deces:*read"]
purpose = "Essai du paquet"
"""
# What a town adds for a connector that writes, and a watchdog that does not take half a minute to bite.
DROP_IN = "[Service]\nReadWritePaths=/srv/outbox\nWatchdogSec=3\nLoadCredential=essai:/etc/ecluse/essai\n"


# The programs that try what a worker must not be able to do, as this tree's development build makes them.
SANDBOX_TESTS = ("host/worker/worker_test", "tests/worker/worker_calls_test", "tests/misbehaving/hostile_test")
# What a program that ends by itself, and is no host, needs otherwise than the unit says; all else is the unit's.
SANDBOX_DROP_IN = """[Service]
Type=oneshot
ExecStart=
ExecStart={program} --gtest_brief=0
ExecReload=
Restart=no
WatchdogSec=0
TimeoutStartSec=300
StateDirectory=
RuntimeDirectory=
StandardOutput=file:{output}
StandardError=inherit
"""

# Tests of what only root meets, of an older kernel, and of a call that the unit's filter refuses before the worker's could.
NOT_FOR_A_UNIT = re.compile("this is an ordinary user( already)?|this kernel has Landlock ABI [0-9]+|a filter around us does it already")


def build():
    debs = []
    for number, words in enumerate(([], ["--version", "99.0"])):
        print(run(os.path.join(SOURCE, "package"), *words, cwd=SOURCE, timeout=3600).stdout.strip(), flush=True)
        [made] = glob.glob(os.path.join(SOURCE, "build/package/ecluse_*.deb"))
        debs.append(shutil.move(made, os.path.join(CACHE, f"{number}-{os.path.basename(made)}")))
    return debs


def step(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def until(condition, seconds, what, pause=0.2):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(pause)


class Installed:
    def __init__(self, town, first, second):
        self.town, self.first, self.second = town, first, second
        self.key = ""

    def property(self, name):
        return self.town("systemctl", "show", "ecluse", "--value", "-p", name).stdout.strip()

    def status(self, path, *words):
        return self.town.curl("-o", "/dev/null", "-w", "%{http_code}", *words, URL + path)

    def call(self):
        return self.town.curl("-H", "Authorization: Bearer " + self.key, "-H", "Content-Type: application/json",
                              "-d", '{"since": "2026-01-01"}', URL + "/hooks/deces/list-deaths")

    def install(self):
        step("install")
        self.town("apt-get", "install", "-y", "--no-install-recommends", "/" + os.path.basename(self.first))
        assert self.property("ActiveState") == "active", self.town("journalctl", "-u", "ecluse").stdout
        assert self.status("/readyz") == "200"
        for name, mode, owner in (("/etc/ecluse/secrets", "700", "ecluse"), ("/var/lib/ecluse", "700", "ecluse"),
                                  ("/etc/ecluse/ecluse.toml", "644", "root"), ("/run/ecluse", "700", "ecluse")):
            found = self.town("stat", "-c", "%a %U", name).stdout.strip()
            assert found == f"{mode} {owner}", (name, found)
        told = self.town("ecluse", "check", check=False)
        assert told.returncode == 0, told.stdout

    def check_unit(self):
        step("the unit")
        told = self.town("systemd-analyze", "verify", "--man=no", "/lib/systemd/system/ecluse.service", "/lib/systemd/system/ecluse.socket")
        assert "ecluse" not in told.stdout, told.stdout
        told = self.town("systemd-analyze", "security", "--offline=true", "--threshold=20", "/lib/systemd/system/ecluse.service")
        print(told.stdout.strip().splitlines()[-1])
        main = self.property("MainPID")
        status = self.town("cat", f"/proc/{main}/status").stdout
        assert re.search(r"^Seccomp:\s+2$", status, re.M) and re.search(r"^CapEff:\s+0+$", status, re.M), status

    def configure(self):
        step("a town's systems")
        for folder in ("civil-requests", "deaths"):
            self.town("cp", "-r", f"/usr/share/doc/ecluse/examples/town/{folder}", "/srv/")
        self.town("install", "-d", "-o", "ecluse", "/srv/outbox")
        self.town("chown", "-R", "ecluse", "/srv/civil-requests", "/srv/deaths")
        self.town.write("/etc/ecluse/essai", "secret")
        self.town.write("/etc/systemd/system/ecluse.service.d/town.conf", DROP_IN)
        with open(self.town.path("/etc/ecluse/ecluse.toml"), "a", encoding="utf-8") as file:
            file.write(SYSTEMS)
        print(self.town("ecluse", "check").stdout)
        self.town("systemctl", "daemon-reload")
        self.town("systemctl", "restart", "ecluse")
        self.key = self.town("ecluse", "keys", "create", "guichet", "--quiet").stdout.strip()
        # Not often: a refusal "not imported yet" is a failure to the breaker.
        until(lambda: '"items":[{' in self.call(), 90, "the deaths are imported", pause=3)
        answer = self.town.curl("-H", "Authorization: Bearer " + self.key, "-H", "Content-Type: application/json", "-d",
                                '{"id": "69254-20260306-000001"}', URL + "/hooks/demandes/forward-request")
        assert '"file"' in answer, answer
        said = re.findall(r'ecluse-worker 1 plugin=(\S+) .*?sandbox=([^"]+)"', self.town("journalctl", "-u", "ecluse").stdout)
        print(*(" ".join(one) for one in said[-2:]), sep="\n")
        assert {name for name, _ in said} == {"deces-insee", "etat-civil-demandes"}, said
        every_layer = re.compile(r"no_new_privs,rlimits,landlock-\d+,seccomp")
        assert all(every_layer.fullmatch(layers) for _, layers in said), said

    def sandbox(self):
        """The tests of the sandbox and the hostile plugins, each as a service that is the packaged unit but for its command."""
        step("sandbox tests under the packaged unit")
        for test in SANDBOX_TESTS:
            name = os.path.basename(test)
            output = f"/var/tmp/{name}"
            self.town("cp", "/lib/systemd/system/ecluse.service", f"/run/systemd/system/{name}.service")
            drop_in = SANDBOX_DROP_IN.format(program=os.path.join(SOURCE, "build/dev", test), output=output)
            if SOURCE.startswith(("/home/", "/root/", "/run/user/")):  # which the unit hides
                drop_in += f"ProtectHome=tmpfs\nBindReadOnlyPaths={SOURCE}\n"
            self.town("mkdir", "-p", f"/run/systemd/system/{name}.service.d")
            self.town("sh", "-c", f"cat > /run/systemd/system/{name}.service.d/test.conf", input=drop_in)
            self.town("systemctl", "daemon-reload")
            done = self.town("systemctl", "start", f"{name}.service", check=False, timeout=400)
            told = self.town("cat", output, check=False).stdout
            failures = "\n".join(re.findall(r"^.*: Failure\n(?:(?!\[).*\n)*", told, re.M))
            assert done.returncode == 0, (failures or told)[-6000:] + done.stdout
            passed, skipped = re.search(r"\[  PASSED  \] (\d+) tests?\.", told), re.findall(r": Skipped\n(.*)\n", told)
            assert passed and int(passed[1]) > 0 and all(NOT_FOR_A_UNIT.fullmatch(why) for why in skipped), told[-6000:]
            print(f"{name}: {passed[1]} tests passed" + "".join(f"\n  one skipped: {why}" for why in skipped))

    def reload(self):
        step("reload")
        self.town("systemctl", "reload", "ecluse")
        with open(self.town.path("/etc/ecluse/ecluse.toml"), encoding="utf-8") as file:
            good = file.read()
        self.town.write("/etc/ecluse/ecluse.toml", good + "[consumers.wrong]\n")
        told = self.town("systemctl", "reload", "ecluse", check=False)
        assert told.returncode != 0, "a refused file fails the reload"
        assert '"items":[{' in self.call()
        self.town.write("/etc/ecluse/ecluse.toml", good)
        self.town("systemctl", "reload", "ecluse")

    def restart_under_load(self, what):
        """Calls one after the other while `what` happens: none is refused."""
        ended, answers = threading.Event(), []

        def call_all_the_time():
            while not ended.is_set():
                answers.append(self.call())

        thread = threading.Thread(target=call_all_the_time)
        thread.start()
        try:
            what()
        finally:
            ended.set()
            thread.join()
        wrong = [answer for answer in answers if '"items":[{' not in answer]
        print(f"{len(answers)} calls meanwhile, {len(wrong)} failed")
        assert not wrong, wrong[:3]

    def restart(self):
        step("restarts: systemd keeps the listening socket")
        assert self.property("NFileDescriptorStore") == "1"
        self.restart_under_load(lambda: [self.town("systemctl", "restart", "ecluse") for _ in range(5)])
        assert self.property("Result") == "success"

    def freeze(self):
        step("watchdog: a frozen host is started again")
        before, main = int(self.property("NRestarts")), self.property("MainPID")
        self.town("sh", "-c", f"kill -STOP {main}")
        until(lambda: int(self.property("NRestarts")) > before, 30, "the watchdog bites")
        until(lambda: self.property("ActiveState") == "active" and self.status("/readyz") == "200", 20, "it serves again")
        assert self.property("MainPID") != main

    def upgrade(self):
        step("upgrade")
        keys = self.town("ecluse", "keys", "list").stdout
        main = self.property("MainPID")
        self.restart_under_load(lambda: self.town("apt-get", "install", "-y", "/" + os.path.basename(self.second)))
        assert "99.0" in self.town("dpkg-query", "-W", "ecluse").stdout
        assert self.property("MainPID") != main, "the new program serves"
        assert self.town("ecluse", "keys", "list").stdout == keys and "guichet" in keys, keys
        assert "systems.deces" in self.town("cat", "/etc/ecluse/ecluse.toml").stdout

    def purge(self):
        step("remove, then purge")
        self.town("apt-get", "remove", "-y", "ecluse")
        assert self.property("ActiveState") == "inactive" and os.path.exists(self.town.path("/var/lib/ecluse/store.db"))
        self.town("apt-get", "purge", "-y", "ecluse")
        for name in ("/var/lib/ecluse", "/etc/ecluse/secrets", "/etc/ecluse/ecluse.toml", "/usr/bin/ecluse", "/usr/lib/ecluse", "/run/ecluse",
                     "/lib/systemd/system/ecluse.service"):
            assert not os.path.lexists(self.town.path(name)), name


def main():
    assert os.geteuid() == 0, "needs root: it makes a Debian of its own"
    os.makedirs(CACHE, exist_ok=True)
    run(os.path.join(SOURCE, "tests/setup/install"), "packages", os.path.join(SOURCE, "tests/package/debian-packages.txt"))
    first, second = sys.argv[1:] if len(sys.argv) == 3 else build()
    with tempfile.TemporaryDirectory(prefix="ecluse-package-") as folder:
        town = Container(folder, CACHE)
        try:
            for deb in (first, second):
                shutil.copy(deb, town.root)
            step("a clean Debian, and the packages that ours depends on")
            town.once("apt-get", "update", "-qq")
            town.once("apt-get", "install", "-y", "-qq", "--download-only", "--no-install-recommends", "/" + os.path.basename(first))
            town.start(SOURCE)
            it = Installed(town, first, second)
            for part in (it.install, it.check_unit, it.configure, it.sandbox, it.reload, it.restart, it.freeze, it.upgrade, it.purge):
                part()
        except (AssertionError, subprocess.TimeoutExpired):
            if town.leader:
                print(town("journalctl", "--no-pager", "-n", "60", "-u", "ecluse", check=False).stdout)
            raise
        finally:
            town.stop()
    step("passed")


if __name__ == "__main__":
    main()
