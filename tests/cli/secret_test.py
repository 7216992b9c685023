# SPDX-License-Identifier: EUPL-1.2
"""secret set: asked without echo on a terminal, kept in a file of mode 0600."""
import errno
import fcntl
import json
import os
import pty
import pwd
import subprocess
import termios
import unittest

from desk import CONFIG, ROOT, CliTest
from town import PROGRAM, SERVICE_USER, wait_until

WORD = "s3cret-Valsonne-é"


class Terminal:
    """The program on a terminal of its own."""

    def __init__(self, *words):
        self.master, self.slave = pty.openpty()
        self.process = subprocess.Popen(words, stdin=self.slave, stdout=self.slave, stderr=self.slave, start_new_session=True,
                                        preexec_fn=self.take)
        self.seen = b""

    def take(self):
        fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)

    def echoes(self):
        return bool(termios.tcgetattr(self.slave)[3] & termios.ECHO)

    def read_until(self, words):
        def more():
            os.set_blocking(self.master, False)
            try:
                self.seen += os.read(self.master, 4096)
            except OSError as error:
                if error.errno not in (errno.EAGAIN, errno.EIO):
                    raise
            return words.encode() in self.seen
        wait_until(more, 20, words)

    def type(self, text):
        os.write(self.master, text.encode())

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)
        os.close(self.slave)


class Secret(CliTest):
    def setUp(self):
        self.town = self.desk()

    def terminal(self, *words):
        terminal = Terminal(PROGRAM, "--config", self.town.config, "--language", "fr", *words)
        self.addCleanup(terminal.close)
        return terminal

    def kept(self, name="mot"):
        with open(self.town.path("secrets", name), "rb") as file:
            return file.read().decode()

    def test_asks_without_echo_and_keeps_a_0600_file(self):
        terminal = self.terminal("secret", "set", "mot")
        terminal.read_until("Valeur de mot : ")
        self.assertFalse(terminal.echoes())
        terminal.type(WORD + "\n")
        terminal.read_until("Secret « mot » enregistré dans")
        self.assertEqual(terminal.process.wait(timeout=20), 0)
        self.assertNotIn(b"s3cret", terminal.seen)
        self.assertTrue(terminal.echoes(), "the terminal shows again what is typed")
        self.assertEqual(self.kept(), WORD)
        found = os.stat(self.town.path("secrets", "mot"))
        self.assertEqual(found.st_mode & 0o7777, 0o600)
        self.assertEqual(found.st_uid, pwd.getpwnam(SERVICE_USER).pw_uid if ROOT else os.geteuid())
        self.assertEqual(sorted(os.listdir(self.town.path("secrets"))), ["mot"], "nothing half written is left")

    def test_an_interrupt_leaves_the_terminal_and_the_secret_as_they_were(self):
        self.put("mot", "avant")
        terminal = self.terminal("secret", "set", "mot")
        terminal.read_until("Valeur de mot : ")
        terminal.type("apr\x03")
        terminal.read_until("le secret reste inchangé")
        self.assertEqual(terminal.process.wait(timeout=20), 1)
        self.assertTrue(terminal.echoes())
        self.assertEqual(self.kept(), "avant")

    def put(self, name, text):
        return subprocess.run([PROGRAM, "--config", self.town.config, "--language", "fr", "secret", "set", name], input=text, text=True,
                              capture_output=True, timeout=60)

    def test_from_a_pipe_the_first_line(self):
        for text, kept in (("mot de passe\n", "mot de passe"), ("sans fin", "sans fin"), ("windows\r\n", "windows"), ("un\ndeux\n", "un")):
            done = self.put("mot", text)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(self.kept(), kept)
            self.assertNotIn(kept, done.stdout + done.stderr)
        done = self.put("mot", "\n")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(self.kept(), "un")

    def test_names_are_no_paths(self):
        for name in ("../mot", "a/b", ".mot", ""):
            done = self.put(name, "x\n")
            self.assertEqual(done.returncode, 2, name)
        self.assertFalse(os.path.exists(self.town.path("mot")))

    def test_what_was_set_is_what_check_looks_for(self):
        """From the missing secret to the good file, as an administrator goes."""
        with open(os.path.join(os.environ["ECLUSE_SOURCE"], "tests/config/finance.manifest.json"), encoding="utf-8") as file:
            manifest = json.dumps(json.load(file), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        with open(self.town.path("plugins", "finance.manifest.json"), "w", encoding="utf-8") as file:
            file.write(manifest)
        with open(self.town.path("plugins", "finance.so"), "w", encoding="utf-8") as file:
            file.write("in name only")
        self.town.edit(lambda _: CONFIG.replace("PORT", "8080") + '\n[systems.compta]\nconnector = "finance"\nisolation = "process"\n'
                       'settings.database = { name = "compta", password = { file = "compta" } }\n')
        code, out, _ = self.town.say("check")
        self.assertEqual(code, 1)
        self.assertIn("Le secret « compta » de settings.database.password est introuvable. → ecluse secret set compta", out)
        self.assertEqual(self.put("compta", WORD).returncode, 0)
        code, out, err = self.town.say("check")
        self.assertEqual(code, 0, out)
        self.assertNotIn(WORD, out + err)
        os.chmod(self.town.path("secrets", "compta"), 0o644)
        self.assertIn("→ chmod 600 /town/secrets/compta", self.town.say("check")[1])


if __name__ == "__main__":
    unittest.main()
