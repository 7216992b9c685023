# SPDX-License-Identifier: EUPL-1.2
"""check, check --live, export, and what is said of a command that is none."""
import json
import os
import subprocess
import unittest

from desk import CONFIG, PUBLIC, CliTest, only_root
from town import PROGRAM, SOURCE

FAULTY = CONFIG.replace('public_url', 'public_ulr').replace('"essai:write-down"', '"essai:write-up"')


class Check(CliTest):
    def test_a_good_file(self):
        desk = self.desk(CONFIG + '\n[consumers.tout]\nscopes = ["*:*write", "essai:reveal-filiation"]\npurpose = "Tout"\n')
        for language in ("fr", "en"):
            code, out, err = desk.say("check", language=language)
            self.assertEqual((code, err), (0, ""))
            self.golden(f"check-good.{language}", out)

    def test_faults_with_their_places(self):
        desk = self.desk(FAULTY)
        for language in ("fr", "en"):
            code, out, err = desk.say("check", language=language)
            self.assertEqual((code, err), (1, ""))
            self.golden(f"check-faults.{language}", out)

    def test_warnings_alone_are_no_failure(self):
        desk = self.desk(CONFIG + '\n[systems.lent]\nconnector = "etat-civil-demandes"\nsettings.inbox = "gone"\nsettings.outbox = "gone"\n')
        code, out, _ = desk.say("check")
        self.assertEqual(code, 0)
        self.assertIn("attention : Le dossier /town/gone n'existe pas pour l'instant", out)

    def test_files_that_are_not_there_or_strange(self):
        desk = self.desk()
        kept = desk.config
        desk.config = desk.path("gone.toml")
        code, out, _ = desk.say("check")
        self.assertEqual((code, out), (1, "/town/gone.toml:1:1: erreur : Le fichier /town/gone.toml ne peut pas être lu : il n'existe pas."
                                          " → Vérifiez le chemin et les droits.\n"))
        desk.config = kept
        desk.edit(lambda text: "\ufeff" + text.replace("\n", "\r\n"))
        self.assertEqual(desk.say("check")[0], 0, "a mark and Windows line ends are no fault")

    def test_relative_paths_begin_at_the_file(self):
        desk = self.desk()
        os.makedirs(desk.path("elsewhere"), 0o755)
        for config, folder in (("ecluse.toml", desk.folder), ("../ecluse.toml", desk.path("elsewhere")), (desk.config, "/")):
            done = subprocess.run([PROGRAM, "--config", config, "check"], cwd=folder, capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 0, done.stdout)
            done = subprocess.run([PROGRAM, "check"], cwd=folder, capture_output=True, text=True, timeout=60,
                                  env={**os.environ, "ECLUSE_CONFIG": config})
            self.assertEqual(done.returncode, 0, done.stdout)

    @only_root
    def test_root_sees_what_the_account_that_serves_sees(self):
        desk = self.desk()
        os.chmod(desk.config, 0o600)
        code, out, _ = desk.say("check")
        self.assertEqual(code, 1)
        self.assertIn("les droits de ce compte ne suffisent pas", out)


class Live(CliTest):
    def check(self, desk, language="fr"):
        return desk.say("check", "--live", language=language)

    def test_each_system_is_reached_with_and_without_a_host(self):
        desk = self.desk()
        code, out, _ = self.check(desk)
        self.assertEqual(code, 0)
        self.assertIn("essai : répond, version 1.0, mood = calm\n", out)
        desk.start()
        self.assertEqual(self.check(desk)[:2], (0, out))
        self.assertIn("essai: answers, version 1.0, mood = calm\n", self.check(desk, "en")[1])

    def test_the_system_that_fails_is_named(self):
        two = CONFIG + '\n[systems.muet]\nconnector = "scripted"\nisolation = "none"\nsettings.mood = "down"\n'
        desk = self.desk(two)
        for started in (False, True):
            if started:
                desk.start()
            code, out, _ = self.check(desk)
            self.assertEqual(code, 1)
            self.assertIn("essai : répond", out)
            self.assertIn("muet : Compte refusé : Le logiciel refuse le compte d'Écluse. → Prévenez le service informatique.\n", out)
        self.assertIn("muet: Account refused: The software refuses Écluse's account. → Tell the IT department.\n", self.check(desk, "en")[1])

    def test_a_folder_that_is_away_is_named(self):
        desk = self.desk(CONFIG.replace('"scripted"', '"etat-civil-demandes"').replace('settings.mood = "calm"', 'settings.inbox = "partage"')
                         .replace(', "essai:write-down"', ""))
        code, out, _ = self.check(desk)
        self.assertEqual(code, 1)
        self.assertIn("attention : Le dossier /town/partage n'existe pas pour l'instant.", out)
        self.assertRegex(out, r"essai : Dossier .* → ")

    def test_a_system_that_is_not_served_yet(self):
        desk = self.desk()
        desk.start()
        desk.edit(lambda text: text + '\n[systems.nouveau]\nconnector = "scripted"\nisolation = "none"\n')
        code, out, _ = self.check(desk)
        self.assertEqual(code, 1)
        self.assertIn("nouveau : pas encore en service → ecluse reload\n", out)
        self.assertEqual(desk.say("reload")[0], 0)
        self.assertEqual(self.check(desk)[0], 0)


class Export(CliTest):
    def test_openapi_bears_the_public_url(self):
        desk = self.desk()
        code, out, err = desk.say("export", "openapi")
        self.assertEqual((code, err), (0, ""))
        document = json.loads(out)
        self.assertEqual(document["servers"], [{"url": PUBLIC}])
        self.assertIn("/hooks/essai/echo", document["paths"])
        self.assertNotIn("tell", out, "operator commands are for the command line")
        desk.edit(lambda _: FAULTY)
        code, out, err = desk.say("export", "openapi")
        self.assertEqual((code, out), (1, ""), "half a document is worse than none")
        self.assertIn("public_ulr", err)

    def committed(self, words, name):
        desk = self.desk()
        for language in ("fr", "en"):
            code, out, _ = desk.say(*words, language=language)
            self.assertEqual(code, 0)
            path = os.path.join(SOURCE, name.format(language))
            if os.environ.get("UPDATE_GOLDEN"):
                with open(path, "w", encoding="utf-8") as file:
                    file.write(out)
            with open(path, encoding="utf-8") as file:
                self.assertEqual(out, file.read(), path)

    def test_the_committed_schema_and_table(self):
        self.committed(("export", "config-schema"), "host/config/ecluse.schema.{}.json")
        self.committed(("export", "errors"), "host/base/problems.{}.md")

    def test_the_table_has_every_cell(self):
        with open(os.path.join(SOURCE, "host/base/problems.fr.md"), encoding="utf-8") as file:
            rows = [line for line in file if line.startswith("| `")]
        self.assertGreater(len(rows), 50)
        for row in rows:
            cells = [cell.strip() for cell in row.strip().strip("|").split("|")]
            self.assertEqual(len(cells), 6, row)
            self.assertTrue(all(cells), row)


class Usage(CliTest):
    def test_a_command_that_is_none(self):
        desk = self.desk()
        for words in ((), ("serv",), ("call", "essai"), ("keys", "create"), ("keys", "create", "guichet", "--days", "0"),
                      ("keys", "create", "guichet", "--days", "dix"), ("export", "pdf"), ("secret",), ("check", "--alive")):
            code, out, err = desk.say(*words)
            self.assertEqual((code, out), (2, ""), words)
            self.assertRegex(err, r"^(Il manque un mot|Un mot de la commande|Une valeur de la commande|La commande) .*\n→ ecluse --help\n$")
        self.assertIn("A word of the command is missing", desk.say("call", "essai", language="en")[2])

    def test_help_and_version(self):
        for words in (("--help",), ("keys", "create", "--help"), ("--version",)):
            done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=60)
            self.assertEqual((done.returncode, done.stderr), (0, ""), words)
            self.assertIn("ecluse", done.stdout.lower())
        help_text = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, timeout=60).stdout
        for command in ("serve", "reload", "check", "call", "catalog", "systems", "keys", "secret", "export", "plugin", "system"):
            self.assertRegex(help_text, rf"\n  {command} ")

    def test_the_language_of_the_terminal(self):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LC_") and name not in ("LANG", "LANGUAGE")}
        for environment, word in (({}, "erreur"), ({"LANG": "en_GB.UTF-8"}, "error"), ({"LANG": "en_GB.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, "erreur"),
                                  ({"LANG": "C.UTF-8"}, "erreur")):
            done = subprocess.run([PROGRAM, "--config", "/nowhere/ecluse.toml", "check"], capture_output=True, text=True, timeout=60,
                                  env={**clean, **environment})
            self.assertIn(word, done.stdout, environment)


if __name__ == "__main__":
    unittest.main()
