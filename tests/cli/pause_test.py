# SPDX-License-Identifier: EUPL-1.2
"""Pause and resume: at once, over a restart, with the reason; and hours of maintenance."""
import datetime
import json
import os
import time
import unittest

from desk import CONFIG, CliTest

BOTH = CONFIG + """
[consumers.essai]
scopes = ["essai:*read"]
purpose = "Essais"
"""
REASON = "Panne chez l'éditeur."


class Pause(CliTest):
    def setUp(self):
        self.town = self.desk(BOTH)
        self.town.start()
        self.guichet, self.essai = self.town.make_key("guichet"), self.town.make_key("essai")

    def echo(self, key=None):
        return self.town.call("essai/echo", {"text": "x"}, key or self.guichet)

    def test_a_system_acts_within_a_second_and_says_why(self):
        self.assertEqual(self.echo().status, 200)
        began = time.monotonic()
        code, out, _ = self.town.say("pause", "system:essai", "--reason", REASON)
        answer = self.echo()
        self.assertLess(time.monotonic() - began, 1)
        self.assertEqual((code, answer.status, answer.json["code"]), (0, 503, "system-paused"))
        self.assertIn("Panne chez l'éditeur.", answer.json["detail"])
        self.assertNotIn("..", answer.json["detail"])
        self.assertEqual(answer.header("Retry-After"), "60")
        for path in ("/api/events/essai/news?after=1", "/api/catalog/essai/options/moods"):
            self.assertEqual(self.town.ask("GET", path, key=self.guichet).json["code"], "system-paused", path)
        self.golden("pause.fr", out)
        self.golden("pause-catalog.fr", self.town.say("catalog")[1])
        state = self.town.ask("GET", "/api/catalog", key=self.guichet).json["systems"][0]["state"]
        self.assertEqual((state["ready"], state["reason"], state["note"]), (False, "paused", "Panne chez l'éditeur"))
        code, out, _ = self.town.say("resume", "system:essai")
        self.assertEqual((code, self.echo().status), (0, 200))
        self.golden("resume.fr", out)

    def test_a_consumer_and_a_restart(self):
        self.assertEqual(self.town.say("pause", "guichet", "--reason", "Boucle", "--until", "24:00")[0], 1)
        code, out, _ = self.town.say("pause", "guichet", "--reason", "Boucle", "--until", "07:05", language="en")
        self.assertEqual(code, 0)
        self.golden("pause-until.en", out)
        for _ in range(2):
            answer = self.echo()
            self.assertEqual((answer.status, answer.json["code"]), (503, "consumer-paused"))
            wait = int(answer.header("Retry-After"))
            end = datetime.datetime.now() + datetime.timedelta(seconds=wait)
            self.assertEqual(end.strftime("%H:%M"), "07:05")
            self.assertTrue(0 < wait <= 24 * 3600 + 3600)
            self.assertEqual(self.echo(self.essai).status, 200, "nobody else is held")
            self.town.stop()
            self.town.start()
        self.assertEqual(self.town.say("resume", "guichet", language="en")[1], "The consumer \"guichet\" is no longer paused.\n")
        self.assertEqual(self.echo().status, 200)

    def test_refusals(self):
        said = []
        for words in (("pause", "essai", "--reason", "x"), ("pause", "essaie", "--reason", "x"), ("pause", "system:guichet", "--reason", "x"),
                      ("pause", "guichet", "--reason", ""), ("pause", "guichet", "--reason", "a\nb"), ("pause", "guichet", "--reason", "é" * 201),
                      ("pause", "guichet", "--reason", "\u202ex"), ("pause", "guichet", "--reason", "x", "--until", "9:00"),
                      ("pause", "guichet", "--reason", "x", "--until", "tomorrow"), ("resume", "guichet"), ("resume", "essai")):
            code, out, err = self.town.say(*words)
            self.assertEqual((code, out), (1, ""), words)
            said.append(f"$ ecluse {json.dumps(words)[:80]}\n{err}")
        self.golden("pause-refusals.fr", "".join(said))
        self.assertEqual(self.town.rows("SELECT count(*) FROM pause"), [(0,)])
        self.assertEqual(self.town.say("pause", "guichet", "--reason", "é" * 200)[0], 0)

    def test_who_did_it_is_kept(self):
        self.town.say("pause", "guichet", "--reason", "CANARY")
        self.town.say("resume", "guichet")
        rows = self.town.rows("SELECT action, reference, key_id, consumer FROM audit WHERE action IN ('pause', 'resume') ORDER BY row")
        uid = f"uid:{os.geteuid()}" if os.geteuid() else rows[0][2]
        self.assertEqual(rows, [("pause", "guichet", uid, "operator"), ("resume", "guichet", uid, "operator")])
        self.assertRegex(uid, r"^uid:\d+$")
        self.assertIn(f'"by":"{uid}"', self.town.log())
        self.assertNotIn("CANARY", self.town.log())

    def test_nobody_listens(self):
        self.town.stop()
        code, _, err = self.town.say("pause", "guichet", "--reason", "x")
        self.assertEqual(code, 1)
        self.assertIn("Aucun hôte n'écoute", err)


class Maintenance(CliTest):
    def test_hours_of_maintenance(self):
        town = self.desk()
        town.start()
        key = town.make_key("guichet")
        self.assertEqual(town.call("essai/echo", {"text": "x"}, key).status, 200)
        town.edit(lambda text: text.replace('connector = "scripted"', 'connector = "scripted"\nmaintenance = ["00:00-12:00", "12:00-24:00"]'))
        self.assertEqual(town.say("reload")[0], 0)
        answer = town.call("essai/echo", {"text": "x"}, key)
        self.assertEqual((answer.status, answer.json["code"]), (503, "system-maintenance"))
        self.assertGreater(int(answer.header("Retry-After")), 3600)
        self.assertIn("essai  (scripted, maintenance)", town.say("catalog")[1])
        town.edit(lambda text: text.replace('maintenance = ["00:00-12:00", "12:00-24:00"]\n', ""))
        self.assertEqual(town.say("reload")[0], 0)
        self.assertEqual(town.call("essai/echo", {"text": "x"}, key).status, 200)


if __name__ == "__main__":
    unittest.main()
