# SPDX-License-Identifier: EUPL-1.2
"""What calls live through: a restart, kill -9 in the middle of a write, reloads, a stop, a port that is taken."""
import json
import os
import signal
import socket
import sqlite3
import threading
import unittest

from town import SCRIPTED, Town, wait_until

FORWARD = {"id": "69254-20260306-000001"}
RUNNING, DONE = 1, 2  # store::OperationState


def built(town):
    return sorted(name for name in os.listdir(town.path("outbox")) if name.endswith(".xml"))


class Idempotency(unittest.TestCase):
    def setUp(self):
        self.town = Town(SCRIPTED)
        self.addCleanup(self.town.remove)
        self.town.start()
        self.guichet, self.essai = self.town.make_key("guichet"), self.town.make_key("essai")

    def forward(self, name, key, body=FORWARD):
        return self.town.call("demandes/forward-request", body, self.guichet, {"Idempotency-Key": key})

    def write_down(self, text, key):
        return self.town.call("essai/write-down", {"text": text}, self.essai, {"Idempotency-Key": key, "Accept-Language": "en"})

    def kill_and_restart(self):
        self.town.signal(signal.SIGKILL)
        self.town.wait()
        self.town.start()

    def test_a_key_has_one_effect_over_restart_and_kill(self):
        first = wait_until(lambda: (reply := self.forward("k", "k-1")).status == 200 and reply, 20, "the request is imported")
        self.assertEqual((first.header("Idempotency-Key"), first.header("Ecluse-Replayed")), ("k-1", None))
        files = built(self.town)
        self.assertEqual(files, [first.json["file"]])
        self.town.stop()
        self.town.start()
        for again in (self.kill_and_restart, lambda: None):
            reply = self.forward("k", "k-1")
            self.assertEqual((reply.status, reply.body, reply.header("Ecluse-Replayed")), (200, first.body, "true"))
            again()
        self.assertEqual(built(self.town), files)
        other = self.forward("k", "k-1", {"id": "69254-20260306-000002"})
        self.assertEqual((other.status, other.json["code"], other.json["message"]),
                         (422, "idempotency-key-reused", "Cette clé d'idempotence a déjà servi pour un autre contenu."))
        made = self.town.call("essai/write-down", {"text": "no key"}, self.essai)
        self.assertRegex(made.header("Idempotency-Key"), "^[0-9a-f-]{36}$")

    def test_killed_between_effect_and_record_is_found_again(self):
        """The host commits `running`, the file is published, and the commit of `done` never comes."""
        wait_until(lambda: self.town.call("demandes/get-request", FORWARD, self.guichet).status == 200, 20, "imported")
        self.town.stop()
        with sqlite3.connect(self.town.path("state", "store.db")) as store:
            store.execute("CREATE TRIGGER stall BEFORE UPDATE ON operation WHEN NEW.state = 2 BEGIN SELECT count(*) FROM ("
                          "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 10000000000) SELECT x FROM c); END")
        store.close()
        self.town.start()
        lost = []
        caller = threading.Thread(target=lambda: lost.append(self.lost_call()))
        caller.start()
        wait_until(lambda: built(self.town), 20, "the effect is there")
        self.town.signal(signal.SIGKILL)
        self.town.wait()
        caller.join()
        self.assertEqual(lost, ["no answer"])
        self.assertEqual(self.town.rows("SELECT state FROM operation WHERE key = 'k-2'"), [(RUNNING,)])
        with sqlite3.connect(self.town.path("state", "store.db")) as store:
            store.execute("DROP TRIGGER stall")
        store.close()
        files = built(self.town)
        self.town.start()
        self.assertEqual(self.town.rows("SELECT state FROM operation WHERE key = 'k-2'"), [(DONE,)])
        reply = self.forward("k", "k-2")
        self.assertEqual((reply.status, reply.header("Ecluse-Replayed"), reply.json["file"]), (200, "true", files[0]), reply.body)
        self.assertEqual(built(self.town), files)

    def lost_call(self):
        try:
            return self.forward("k", "k-2").status
        except OSError:
            return "no answer"

    def test_what_nobody_can_tell_is_said_and_never_tried_again(self):
        caller = threading.Thread(target=lambda: self.swallow(lambda: self.write_down("wait", "k-3")))
        caller.start()
        wait_until(lambda: self.town.rows(f"SELECT 1 FROM operation WHERE key = 'k-3' AND state = {RUNNING}"), 5, "running")
        self.kill_and_restart()
        caller.join()
        for _ in range(2):
            reply = self.write_down("wait", "k-3")
            self.assertEqual((reply.status, reply.json["code"], reply.json["retryable"]), (502, "outcome-unknown", False), reply.body)
            self.assertEqual(reply.json["message"],
                             'The host stopped while writing to "essai" and cannot tell whether it happened.')
        self.assertEqual(self.write_down("other", "k-4").status, 200)

    @staticmethod
    def swallow(call):
        try:
            call()
        except OSError:
            pass


class Reload(unittest.TestCase):
    def setUp(self):
        self.town = Town(SCRIPTED)
        self.addCleanup(self.town.remove)
        self.town.start()
        self.key = self.town.make_key("essai")

    def test_no_call_is_lost_while_the_configuration_changes(self):
        """Callers on connections that stay open, a stream under way, ten reloads that rebuild the system each time."""
        stop, counts, wrong = threading.Event(), [], []

        def call_all_the_time():
            connection, done = self.town.connect(), 0
            try:
                while not stop.is_set():
                    reply = self.town.call("essai/echo", {"text": "a"}, self.key, connection=connection)
                    if reply.status != 200:
                        wrong.append(reply.body)
                    done += 1
            except OSError as error:
                wrong.append(repr(error))
            finally:
                connection.close()
            counts.append(done)

        def read_a_stream():
            reply = self.town.call("essai/count", {"text": "x", "times": 300000}, self.key)
            if reply.status != 200 or len(reply.json) != 300000:
                wrong.append(f"stream: {reply.status}, {len(reply.body)} bytes")

        threads = [threading.Thread(target=call_all_the_time) for _ in range(3)] + [threading.Thread(target=read_a_stream)]
        for thread in threads:
            thread.start()
        try:
            for number in range(10):
                mood = f'connector = "scripted"\nsettings.mood = "m{number}"'
                self.town.edit(lambda text: without_mood(text).replace('connector = "scripted"', mood))
                self.town.reload()
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        self.assertEqual(wrong, [])
        self.assertEqual(len(counts), 3)
        self.assertGreater(min(counts), 10)

    def test_a_wrong_file_changes_nothing_and_is_told(self):
        with open(self.town.config, encoding="utf-8") as file:
            good = file.read()
        self.town.edit(lambda text: text.replace("[consumers.essai]", "[consumers.essai]\nscoops = []"))
        told = self.town.command("reload", check=False)
        self.assertIn("scoops", told.stdout + told.stderr)
        self.assertRegex(told.stdout + told.stderr, r"ecluse\.toml:\d+:\d+")
        self.assertEqual(self.town.call("essai/echo", {"text": "a"}, self.key).status, 200)
        self.town.edit(lambda _: good.replace('purpose = "Essais"', 'purpose = "Autres essais"'))
        self.town.command("reload")
        self.assertEqual(self.town.ask("GET", "/api/me", key=self.key).json["purpose"], "Autres essais")


def without_mood(text):
    return "\n".join(line for line in text.split("\n") if "settings.mood" not in line)


class Stop(unittest.TestCase):
    def test_a_stop_lets_calls_end_and_takes_no_new_ones(self):
        town = Town(SCRIPTED)
        self.addCleanup(town.remove)
        town.start()
        key = town.make_key("essai")
        connection, kept = town.connect(), town.connect()
        self.addCleanup(connection.close)
        self.addCleanup(kept.close)
        self.assertEqual(town.ask("GET", "/readyz", connection=kept).status, 200)
        times = 200000  # more than the queue and the socket hold: under way until it is read
        connection.request("POST", "/hooks/essai/count", json.dumps({"text": "x", "times": times}),
                           {"Authorization": "Bearer " + key, "Content-Type": "application/json"})
        answer = connection.getresponse()
        self.assertEqual(answer.status, 200)
        town.signal(signal.SIGTERM)
        wait_until(lambda: "stopping" in town.log(), 5, "the host stops")
        self.assertIsNone(town.process.poll(), "it waits for the call")
        with self.assertRaises(OSError):
            wait_until(lambda: town.ask("GET", "/livez").status == 0, 5, "no new connection")
        self.assertEqual(len(json.loads(answer.read())), times)
        self.assertEqual(town.wait(3), 0, "an idle connection does not hold it back")
        self.assertNotIn("error", town.log())
        self.assertFalse(os.path.exists(town.path("state", "control.sock")))

    def test_a_taken_port_is_said_clearly(self):
        town = Town(SCRIPTED)
        self.addCleanup(town.remove)
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", town.port))
            other.listen()
            told = town.command("serve", check=False)
        self.assertEqual(told.returncode, 1)
        self.assertIn(f"L'hôte ne peut pas écouter sur 127.0.0.1:{town.port}.", told.stderr)
        self.assertIn("→ Changez [server] listen, ou arrêtez ce qui occupe ce port.", told.stderr)

    def test_a_second_host_on_the_same_folder_is_refused(self):
        town = Town(SCRIPTED)
        self.addCleanup(town.remove)
        town.start()
        second = town.command("serve", check=False)
        self.assertEqual(second.returncode, 1)
        self.assertIn("est déjà ouverte par un autre hôte.", second.stderr)
        self.assertEqual(town.ask("GET", "/livez").status, 200)
        self.assertEqual(town.command("keys", "list").returncode, 0, "the first host's door is still its own")


if __name__ == "__main__":
    unittest.main()
