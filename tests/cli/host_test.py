# SPDX-License-Identifier: EUPL-1.2
"""serve, reload, the control socket, root, public_url; call, system and catalog with a host and without."""
import json
import os
import re
import pwd
import signal
import socket
import stat
import subprocess
import unittest

from desk import CONFIG, PUBLIC, CliTest, only_root
from town import PROGRAM, SERVICE_USER, Town, free_port, wait_until

FAULTY = ('"essai:write-down"', '"essai:write-up"')
CIVIL = {"id": "69254-20260306-000001"}


class Reload(CliTest):
    def setUp(self):
        self.town = self.desk()
        self.town.start()
        self.key = self.town.make_key("guichet")

    def add_consumer(self, text):
        return text + '\n[consumers.agenda]\nscopes = ["essai:echo"]\npurpose = "Agenda"\n'

    def scopes(self):
        return self.town.ask("GET", "/api/me", key=self.key).json["scopes"]

    def test_reload_reads_the_file_again(self):
        self.town.edit(self.add_consumer)
        self.assertEqual(self.town.say("keys", "create", "agenda")[0], 1)
        self.assertEqual(self.town.say("reload"), (0, "La configuration est relue.\n", ""))
        self.assertEqual(self.town.say("keys", "create", "agenda")[0], 0)

    def test_sighup_reads_the_file_again(self):
        self.town.edit(self.add_consumer)
        self.town.reload()
        self.assertEqual(self.town.say("keys", "create", "agenda")[0], 0)

    def test_a_faulty_file_changes_nothing_and_says_why(self):
        before = self.scopes()
        self.town.edit(lambda text: self.add_consumer(text).replace(*FAULTY))
        for language in ("fr", "en"):
            code, out, err = self.town.say("reload", language=language)
            self.assertEqual((code, err), (1, ""))
            self.golden(f"reload-faulty.{language}", out)
        self.town.signal(signal.SIGHUP)
        wait_until(lambda: "everything is as it was" in self.town.log(), 20, "the refusal is logged")
        self.assertIn("ecluse.toml:15:26: error: The system \\\"essai\\\" has no action or trigger \\\"write-up\\\".", self.town.log())
        self.assertNotIn('"reloaded"', self.town.log())
        self.assertEqual(self.scopes(), before)
        self.assertEqual(self.town.say("keys", "create", "agenda")[0], 1)
        self.assertEqual(self.town.call("essai/write-down", {"text": "x"}, self.key).status, 200)
        self.town.edit(lambda _: "[server\n")  # not even TOML
        self.assertEqual(self.town.say("reload")[0], 1)
        self.town.signal(signal.SIGHUP)
        wait_until(lambda: "ecluse.toml:1:8: error" in self.town.log(), 20, "the syntax is logged")
        self.assertEqual(self.town.ask("GET", "/readyz").status, 200)

    def test_what_needs_a_restart_is_said_and_kept(self):
        other = free_port()
        self.town.edit(lambda text: text.replace(f"127.0.0.1:{self.town.port}", f"127.0.0.1:{other}").replace("/passerelle", "/nouvelle"))
        code, out, _ = self.town.say("reload")
        self.assertEqual(code, 0)
        self.assertEqual(out, "/town/ecluse.toml:2:10: attention : Le nouveau listen ne prendra effet qu'au prochain démarrage."
                              " → Redémarrez l'hôte.\nLa configuration est relue.\n")
        catalog = self.town.ask("GET", "/api/catalog", key=self.key)
        self.assertEqual(catalog.status, 200, "the old port still serves")
        self.assertIn("https://ecluse.mairie.example/nouvelle/hooks/essai/echo", catalog.body)


class PublicUrl(CliTest):
    def test_every_link_begins_with_it(self):
        town = self.desk()
        town.start()
        key = town.make_key("guichet")
        self.assertEqual(town.ask("GET", "/openapi.json", key=key).json["servers"], [{"url": PUBLIC}])
        catalog = town.ask("GET", "/api/catalog", key=key).body
        urls = [part.split('"')[0] for part in catalog.split('"url":"')[1:]]
        self.assertGreater(len(urls), 4)
        events = town.ask("GET", "/api/events/essai/news?after=1", key=key)
        self.assertEqual(events.status, 200, events.body)
        urls.append(events.header("Link").split(">")[0].lstrip("<"))
        urls.append(town.ask("GET", "/hooks/essai/no-such-action", key=key).json["type"])
        urls.append(town.command("keys", "create", "guichet").stdout.split("'")[-2])
        for url in urls:
            self.assertTrue(url.startswith(PUBLIC + "/"), url)
        everything = catalog + str(events) + town.ask("GET", "/openapi.json", key=key).body
        self.assertNotIn(str(town.port), everything, "the address behind the proxy is nobody's business")


class ControlSocket(CliTest):
    def setUp(self):
        self.town = self.desk()
        self.town.start()
        self.socket = self.town.path("state", "control.sock")

    def as_other(self, *words):
        """The program as an account that is neither root nor the one that serves."""
        other = pwd.getpwnam("daemon")

        def become():
            os.setgroups([])
            os.setgid(other.pw_gid)
            os.setuid(other.pw_uid)
        return subprocess.run([PROGRAM, "--config", self.town.config, "--language", "fr", *words], capture_output=True, text=True, timeout=60,
                              preexec_fn=become)

    def test_its_mode_and_owner(self):
        found = os.stat(self.socket)
        self.assertTrue(stat.S_ISSOCK(found.st_mode))
        self.assertEqual(stat.S_IMODE(found.st_mode), 0o600)
        self.town.stop()
        self.assertFalse(os.path.exists(self.socket))

    @only_root
    def test_another_account_is_refused_by_the_mode(self):
        os.chmod(self.town.path("state"), 0o711)
        for words in (("keys", "list"), ("call", "essai", "echo", '{"text":"x"}')):
            done = self.as_other(*words)
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn("refuse le compte qui lance cette commande.\n→ Lancez-la en tant que root", done.stderr)

    @only_root
    def test_another_account_is_refused_by_the_host_too(self):
        os.chmod(self.town.path("state"), 0o711)
        os.chmod(self.socket, 0o666)
        done = self.as_other("keys", "create", "guichet")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("avant d'avoir fini de répondre", done.stderr)
        self.assertEqual(self.town.say("keys", "list")[1], "Aucune clé : ecluse keys create CONSOMMATEUR en fait une.\n")

    def test_nonsense_is_answered_and_nothing_breaks(self):
        for request in (b"{}\n", b"[1]\n", b"not json\n", b'{"do":"reload","language":7}\n', b'{"do":"keys-create","days":"x"}\n',
                        b'{"do":"call","input":7}\n', b'{"do":"check","systems":7}\n', b"\xff\n", b""):
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(self.socket)
                client.sendall(request)
                client.shutdown(socket.SHUT_WR)
                answer = client.makefile("rb").read()
            if request:
                last = json.loads(answer.splitlines()[-1])
                self.assertTrue("problem" in last or "result" in last, request)
        self.assertEqual(self.town.say("keys", "list")[0], 0)

    def test_a_socket_that_a_dead_host_left_is_taken(self):
        self.town.process.kill()
        self.town.process.wait()
        self.assertTrue(os.path.exists(self.socket))
        code, _, err = self.town.say("keys", "list")
        self.assertEqual(code, 1)
        self.assertIn("Aucun hôte n'écoute", err)
        self.town.start()
        self.assertEqual(self.town.say("keys", "list")[0], 0)


class Root(CliTest):
    @only_root
    def test_root_becomes_the_account_and_says_so(self):
        town = self.desk()
        town.start()
        account = pwd.getpwnam(SERVICE_USER)
        with open(f"/proc/{town.process.pid}/status", encoding="utf-8") as file:
            status = dict(line.split(":", 1) for line in file)
        self.assertEqual(set(status["Uid"].split()), {str(account.pw_uid)})
        self.assertEqual(set(status["Gid"].split()), {str(account.pw_gid)})
        self.assertEqual(int(status["CapEff"], 16), 0)
        self.assertIn("Écluse : root est quitté, le compte qui sert est « nobody ».\n", town.log())
        self.assertEqual(os.stat(town.path("state", "store.db")).st_uid, account.pw_uid)

    @only_root
    def test_without_an_account_root_serves_nothing(self):
        town = self.desk(CONFIG.replace('user = "nobody"\n', ""))
        code, out, err = town.say("serve")
        self.assertEqual((code, out), (1, ""))
        self.assertEqual(err, "Refus de servir en tant que root : L'hôte ne sert pas en tant que root, et le compte «  » ne convient pas.\n"
                              "→ Donnez un compte sans droits dans [server] user, par exemple ecluse.\n")
        self.assertEqual(os.listdir(town.path("state")), [])
        town.edit(lambda text: text.replace("[server]", '[server]\nuser = "root"'))
        code, _, err = town.say("serve")
        self.assertEqual(code, 1)
        self.assertIn("ecluse.toml:2:8: erreur : L'hôte ne sert pas en tant que « root ».", err)

    @only_root
    def test_a_folder_of_somebody_else_is_not_given_away(self):
        town = self.desk(CONFIG.replace("[server]", '[server]\nstate_folder = "home"'))
        os.makedirs(town.path("home"), 0o755)
        with open(town.path("home", "letter"), "w", encoding="utf-8") as file:
            file.write("x")
        code, _, err = town.say("serve")
        self.assertEqual(code, 1)
        self.assertIn("Le dossier /town/home ne peut pas être créé ou attribué. [Permission denied]", err)
        self.assertEqual(os.stat(town.path("home")).st_uid, 0)

    @only_root
    def test_folders_that_are_missing_are_made_for_the_account(self):
        town = self.desk(CONFIG.replace("[server]", '[server]\nstate_folder = "var/ecluse"\ncontrol_socket = "run/ecluse/control.sock"'))
        town.start()
        for folder in ("var/ecluse", "run/ecluse"):
            found = os.stat(town.path(folder))
            self.assertEqual((found.st_uid, found.st_mode & 0o777), (pwd.getpwnam(SERVICE_USER).pw_uid, 0o700))
        self.assertEqual(town.say("keys", "list")[0], 0)

    def test_systems_and_the_catalog_say_since_when_and_why(self):
        town = self.desk(CONFIG.replace('isolation = "none"\n', "") + '\n[systems.hote]\nconnector = "scripted"\nisolation = "none"\n')
        town.start()
        key = town.make_key("guichet")
        code, out, _ = town.say("systems")
        self.assertEqual(code, 0)
        self.assertRegex(out, r"(?m)^essai  \(scripted\)  prêt depuis le .+\n  processus \d+, redémarrages : 0\n  bac à sable : .*seccomp")
        self.assertRegex(out, r'(?m)^hote  \(scripted\)  prêt depuis le .+\n  dans l\'hôte \(isolation = "none"\)$')

        def state():
            return town.ask("GET", "/api/catalog", key=key).json["systems"][0]["state"]

        def kill_worker():
            pid = re.search(r"processus (\d+)", town.say("systems")[1])
            if pid:
                os.kill(int(pid[1]), signal.SIGKILL)
            return not state()["ready"] and "pas prêt" in town.say("systems")[1]
        wait_until(kill_worker, 30, "the pauses between the starts are long enough to be seen")
        wait_until(lambda: state().get("reason") == "plugin-crashed", 10, "why")
        self.assertRegex(state()["since"], r"^20\d\d-\d\d-\d\dT")
        out = town.say("systems", language="en")[1]
        self.assertRegex(out, r"essai  \(scripted\)  not ready since .+: Connector crashed \(plugin-crashed\)\n")
        wait_until(lambda: state()["ready"], 60, "a worker is there again")

    def test_a_system_runs_in_a_process_of_its_own(self):
        town = self.desk(CONFIG.replace('isolation = "none"\n', ""))
        town.start()
        said = re.compile(r"ecluse-worker 1 plugin=scripted abi=1\.0 pid=\d+ sandbox=")  # written when the log is flushed
        wait_until(lambda: len(said.findall(town.log())) == 1, 10, "the worker says who it is")


class Call(CliTest):
    """The same with a running host and in the command's own process."""

    def both(self, config=CONFIG):
        town = self.desk(config)
        yield town
        town.start()
        yield town

    def test_an_answer(self):
        for town in self.both():
            code, out, err = town.say("call", "essai", "echo", '{"text":"bonjour"}')
            self.assertEqual((code, json.loads(out), err), (0, {"text": "bonjour", "writes": 0}, ""))

    def test_items_of_a_stream_are_lines(self):
        for town in self.both():
            code, out, _ = town.say("call", "essai", "count", '{"text":"a","times":3}')
            self.assertEqual((code, [json.loads(line)["writes"] for line in out.splitlines()]), (0, [1, 2, 3]))

    def test_no_filiation_leaves_here_either(self):
        for town in self.both():
            code, out, _ = town.say("call", "essai", "look-up", '{"text":"a"}')
            self.assertEqual((code, json.loads(out)), (0, {"text": "a"}))

    def test_refusals(self):
        for town in self.both():
            said = []
            for words in (("essai", "echo", '{"text":7}'), ("essai", "echo", "{"), ("essai", "echo"), ("essai", "no-such"), ("no-such", "echo"),
                          ("essai", "write-down", '{"text":"taken"}'), ("essai", "write-down", '{"text":"throw"}'), ("essai", "log-in", '{"text":"x"}')):
                code, out, err = town.say("call", *words)
                self.assertEqual((code, out), (1, ""), words)
                self.assertNotIn("CANARY", err)
                said.append(f"$ ecluse call {' '.join(words)}\n{err}")
            self.golden("call-refusals.fr", "".join(said))

    def test_operator_commands(self):
        for town in self.both():
            self.assertEqual(town.say("system", "essai", "tell"), (0, "one line\n", ""))
            code, _, err = town.say("system", "essai", "sing")
            self.assertEqual(code, 1)
            self.assertIn("Le système « essai » n'a pas de commande « sing ».\n→ Choisissez parmi : tell.", err)

    def test_catalog(self):
        for town in self.both():
            for language in ("fr", "en"):
                code, out, _ = town.say("catalog", language=language)
                self.assertEqual(code, 0)
                self.golden(f"catalog.{language}", out)

    def test_a_faulty_file_runs_nothing_in_a_process_of_its_own(self):
        town = self.desk(CONFIG.replace(*FAULTY))
        code, out, err = town.say("call", "essai", "echo", '{"text":"x"}')
        self.assertEqual((code, out), (1, ""))
        self.assertIn("/town/ecluse.toml:15:26: erreur : ", err)


class Civil(CliTest):
    """The demo town's connectors: what is written, and what only would be."""

    def town(self):
        town = Town()
        self.addCleanup(town.remove)
        return town

    def built(self, town):
        return [name for name in os.listdir(town.path("outbox")) if name.endswith(".xml")]

    def test_a_dry_run_writes_nothing(self):
        town = self.town()
        town.start()
        wait_until(lambda: CIVIL["id"] in town.command("call", "demandes", "search-requests", "{}", check=False).stdout, 30, "the requests are read")
        call = ("call", "demandes", "forward-request", json.dumps(CIVIL))
        tried = town.command(*call, "--dry-run")
        self.assertEqual((tried.returncode, self.built(town)), (0, []))
        self.assertEqual(town.rows("SELECT count(*) FROM operation"), [(0,)])
        town.command(*call)
        self.assertEqual(len(self.built(town)), 1)

    def test_an_import_shows_its_progress(self):
        town = self.town()
        if not os.path.isdir(town.path("deaths")):
            self.skipTest("the demo town has no death files yet")
        done = town.command("system", "deces", "import", check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout)


if __name__ == "__main__":
    unittest.main()
