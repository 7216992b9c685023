# SPDX-License-Identifier: EUPL-1.2
"""The OpenAPI document of the demo town: as exported, as served to each consumer, as committed; and what Redocly says.

openapi_test.py golden    compares with town.json (UPDATE_GOLDEN=1 rewrites it: read the difference)
openapi_test.py redocly   gives every document to Redocly: 0 errors, 0 warnings
"""
import json
import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../e2e"))
from town import SCRIPTED, SOURCE, Town  # noqa: E402

GOLDEN = os.path.join(HERE, "town.json")
REDOCLY = os.path.join(SOURCE, "build/npm/openapi/node_modules/@redocly/cli/bin/cli.js")
EVERYBODY = """
[consumers.tout]
scopes = ["demandes:*read", "demandes:*write", "deces:*read"]
purpose = "Essais"

[consumers.lecture]
scopes = ["demandes:get-request"]
purpose = "Essais"
"""


def written(document):
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


class Documents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.town = Town(SCRIPTED + EVERYBODY)
        cls.addClassCleanup(cls.town.remove)
        cls.town.start()
        cls.keys = {name: cls.town.make_key(name) for name in ("tout", "lecture", "guichet", "liste-electorale", "essai")}

    def served(self, consumer, language):
        reply = self.town.ask("GET", "/openapi.json", key=self.keys[consumer], headers={"Accept-Language": language})
        self.assertEqual((reply.status, reply.header("Content-Type")), (200, "application/json"), reply.body)
        return reply.json

    def exported(self):
        return json.loads(self.town.command("export", "openapi").stdout)


class Golden(Documents):
    def test_the_town_s_document_is_the_committed_one(self):
        document = self.served("tout", "fr")
        document["servers"] = [{"url": "http://127.0.0.1:8080"}]
        if os.environ.get("UPDATE_GOLDEN"):
            with open(GOLDEN, "w", encoding="utf-8") as file:
                file.write(written(document))
        with open(GOLDEN, encoding="utf-8") as file:
            self.assertEqual(file.read(), written(document), "UPDATE_GOLDEN=1 rewrites it")

    def test_what_is_exported_is_what_is_served(self):
        exported, served = self.exported(), self.served("tout", "fr")
        self.assertEqual(exported["openapi"], "3.1.0")
        self.assertEqual(exported["servers"], [{"url": self.town.url}])
        for name, path in served["paths"].items():
            self.assertEqual(exported["paths"][name], path, name)
        only_exported = set(exported["paths"]) - set(served["paths"])
        self.assertTrue(only_exported and all("/essai/" in path for path in only_exported), only_exported)

    def test_a_consumer_sees_its_systems(self):
        tags = {consumer: {tag["name"] for tag in self.served(consumer, "en")["tags"]} for consumer in self.keys}
        self.assertEqual(tags, {"tout": {"ecluse", "demandes", "deces"}, "guichet": {"ecluse", "demandes"},
                                "liste-electorale": {"ecluse", "deces"}, "essai": {"ecluse", "essai"},
                                "lecture": {"ecluse", "demandes"}})
        self.assertEqual(self.town.ask("GET", "/openapi.json").status, 401)

    def test_a_consumer_sees_only_what_its_key_opens(self):
        paths = set(self.served("guichet", "fr")["paths"])
        self.assertIn("/hooks/demandes/build-request", paths)
        self.assertNotIn("/hooks/demandes/build-request", set(self.served("lecture", "fr")["paths"]))
        self.assertIn("/hooks/demandes/get-request", set(self.served("lecture", "fr")["paths"]))

    def test_no_operator_command_is_in_it(self):
        text = json.dumps(self.exported())
        with open(os.path.join(SOURCE, "connectors/deces-insee/manifest.json"), encoding="utf-8") as file:
            manifest = json.load(file)
        commands = [command["name"] for connector in manifest["connectors"] for command in connector.get("commands", [])]
        self.assertTrue(commands)
        for command in commands:
            self.assertNotIn(f"/{command}\"", text)


class Redocly(Documents):
    def test_redocly_finds_nothing(self):
        if not os.path.exists(REDOCLY):
            self.fail("Redocly is missing: run tests/setup/install")
        documents = {f"{consumer}-{language}": self.served(consumer, language) for consumer in self.keys for language in ("fr", "en")}
        documents["exported"] = self.exported()
        sample = subprocess.run([os.environ["ECLUSE_MANIFEST_TEST"], "--gtest_filter=OpenApi.IsTheSameBytesEachTime", "--gtest_brief=1"],
                                env={**os.environ, "ECLUSE_OPENAPI_OUT": self.town.path("every-member.json")}, capture_output=True)
        self.assertEqual(sample.returncode, 0)
        for name, document in documents.items():
            with open(self.town.path(name + ".json"), "w", encoding="utf-8") as file:
                file.write(written(document))
        wrong = self.town.path("wrong.json")
        with open(wrong, "w", encoding="utf-8") as file:
            file.write(written({**documents["exported"], "paths": {"/x": {"get": {}}}}))
        done = self.lint([self.town.path(name + ".json") for name in [*documents, "every-member"]])
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertNotIn("warning", done.stdout + done.stderr)
        self.assertEqual((done.stdout + done.stderr).count(": validated in"), len(documents) + 1)
        self.assertNotEqual(self.lint([wrong]).returncode, 0, "the judge finds a fault when there is one")

    def lint(self, files):
        # Without a network where that can be had: the judge needs none.
        alone = ["unshare", "--net"] if os.geteuid() == 0 and subprocess.run(["unshare", "--net", "true"], capture_output=True).returncode == 0 else []
        return subprocess.run([*alone, "node", REDOCLY, "lint", "--config", os.path.join(HERE, "redocly.yaml"), *files], text=True, capture_output=True,
                              timeout=170, env={**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"})


if __name__ == "__main__":
    part = {"golden": Golden, "redocly": Redocly}[sys.argv.pop(1)]
    unittest.main(argv=[sys.argv[0], part.__name__])
