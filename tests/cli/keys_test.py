# SPDX-License-Identifier: EUPL-1.2
"""Keys: shown once, kept as a hash, two live at once, an end, a revocation."""
import datetime
import glob
import hashlib
import re
import sqlite3
import subprocess
import time
import unittest

from desk import CONFIG, PUBLIC, CliTest


class Keys(CliTest):
    def setUp(self):
        self.town = self.desk()
        self.town.start()

    def create(self, *words):
        done = self.town.command("keys", "create", "guichet", *words)
        return re.search(r"ecl_([0-9a-z]{10})_([0-9a-z]{52})", done.stdout), done.stdout

    def listed(self):
        return {line.split()[0]: line.split()[-1] for line in self.town.say("keys", "list")[1].splitlines()[1:]}

    def status(self, key):
        return self.town.ask("GET", "/api/me", key=key).status

    def test_what_is_shown(self):
        key, out = self.create("--days", "30")
        self.assertEqual(self.status(key[0]), 200)
        day = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=30)).date()
        plain = self.town.plain(out).replace(key[1], "ID").replace(str(day), "DAY")
        self.golden("keys-create.fr", plain)
        done = self.town.command("--language", "en", "keys", "create", "guichet", "--days", "30")
        english = re.search(r"ecl_([0-9a-z]{10})_", done.stdout)[1]
        self.golden("keys-create.en", self.town.plain(done.stdout).replace(english, "ID").replace(str(day), "DAY"))
        self.assertIn(f"'{PUBLIC}/api/me'", out)

    def test_the_printed_line_works_when_pasted(self):
        local = self.desk(CONFIG.replace(PUBLIC, "http://127.0.0.1:PORT"))
        local.start()
        out = local.command("keys", "create", "guichet").stdout
        line = next(line for line in out.splitlines() if line.startswith("  curl "))
        answer = subprocess.run(["bash", "-c", line + " -sS --fail-with-body"], capture_output=True, text=True, timeout=60)
        self.assertEqual(answer.returncode, 0, answer.stderr + answer.stdout)
        self.assertIn('"consumer":"guichet"', answer.stdout)

    def test_quiet_prints_the_key_alone(self):
        key, out = self.create("--quiet")
        self.assertEqual(out, key[0] + "\n")

    def test_only_the_hash_is_kept(self):
        key, _ = self.create()
        self.town.command("keys", "list")
        self.assertNotIn(key[2], self.town.say("keys", "list")[1] + self.town.log())
        self.town.stop()
        kept = b""
        for path in glob.glob(self.town.path("state", "**"), recursive=True):
            try:
                with open(path, "rb") as file:
                    kept += file.read()
            except IsADirectoryError:
                pass
        self.assertIn(hashlib.sha256(key[2].encode()).hexdigest().encode(), kept)
        self.assertNotIn(key[2].encode(), kept)

    def test_two_live_and_no_third(self):
        first, second = self.create()[0], self.create()[0]
        code, out, err = self.town.say("keys", "create", "guichet")
        self.assertEqual((code, out), (1, ""))
        self.assertIn("Le consommateur « guichet » a déjà deux clés actives.", err)
        self.assertEqual((self.status(first[0]), self.status(second[0])), (200, 200))
        self.assertEqual(self.town.say("keys", "revoke", first[1])[:2], (0, f"Clé {first[1]} révoquée.\n"))
        third = self.create()[0]
        self.assertEqual([self.status(key[0]) for key in (first, second, third)], [401, 200, 200])
        self.assertEqual(self.listed(), {first[1]: "révoquée", second[1]: "active", third[1]: "active"})

    def test_the_end_of_a_key(self):
        old, young = self.create()[0], self.create()[0]
        self.town.stop()
        with sqlite3.connect(self.town.path("state", "store.db")) as store:
            store.execute("UPDATE key SET expires_ns=? WHERE id=?", (time.time_ns() - 1, old[1]))
        store.close()
        self.town.start()
        self.assertEqual((self.status(old[0]), self.status(young[0])), (401, 200))
        self.assertIn("expired-key", self.town.refusals[-1])
        self.assertEqual(self.listed(), {old[1]: "expirée", young[1]: "active"})
        self.create()  # what has ended does not count

    def test_a_pasted_key_can_be_revoked(self):
        key, _ = self.create()
        code, out, _ = self.town.say("keys", "revoke", key[0])
        self.assertEqual((code, out), (0, f"Clé {key[1]} révoquée.\n"))
        self.assertEqual(self.status(key[0]), 401)
        code, _, err = self.town.say("keys", "revoke", key[1])
        self.assertEqual((code, err), (1, f"Clé introuvable : Il n'y a pas de clé active « {key[1]} ».\n"
                                          "→ ecluse keys list montre les clés et leur état.\n"))

    def test_unknown_consumers_and_empty_lists(self):
        self.assertEqual(self.town.say("keys", "list")[1], "Aucune clé : ecluse keys create CONSOMMATEUR en fait une.\n")
        code, _, err = self.town.say("keys", "create", "inconnu")
        self.assertEqual(code, 1)
        self.assertIn("Il n'y a pas de consommateur « inconnu ».", err)
        self.assertIn("→ Choisissez parmi : guichet", err)

    def test_a_typo_in_the_file_locks_no_operator_out(self):
        key, _ = self.create()
        self.town.edit(lambda text: text.replace("essai:write-down", "essai:write-up"))
        self.assertEqual(self.town.say("keys", "revoke", key[1])[0], 0)
        self.assertEqual(self.status(key[0]), 401)

    def test_without_a_host(self):
        self.town.stop()
        for words in (("list",), ("create", "guichet"), ("create", "guichet", "--quiet"), ("revoke", "x")):
            code, out, err = self.town.say("keys", *words)
            self.assertEqual((code, out), (1, ""))
            self.assertIn("Aucun hôte n'écoute sur /town/state/control.sock.\n→ Démarrez-le avec ecluse serve", err)


if __name__ == "__main__":
    unittest.main()
