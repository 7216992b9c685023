# SPDX-License-Identifier: EUPL-1.2
"""A no-code tool's walk through the demo town, over HTTP, as it would do it: key, catalog, calls, events, errors."""
import json
import os
import re
import shutil
import unittest
import uuid

from town import SCRIPTED, SOURCE, Town, citizens, names_in, wait_until

CONSUMERS = SCRIPTED + """
[consumers.lecteur]
scopes = ["demandes:search-requests"]
purpose = "Accueil"
language = "en"

[consumers.filiation]
scopes = ["demandes:*read", "demandes:reveal-filiation"]
purpose = "Délivrance d'actes avec filiation"
"""
PARENTS = ["Ousmane", "N'DIAYE", "Claire", "SECRETE"]  # fathers and mothers in the town's files


def events_of(reply):
    return [event["data"]["id"] for event in reply.json]


class Walk(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.town = Town(CONSUMERS)
        cls.addClassCleanup(cls.town.remove)
        cls.town.start()
        cls.keys = {name: cls.town.make_key(name) for name in ("guichet", "essai", "lecteur", "filiation", "liste-electorale")}
        cls.metrics = ""
        wait_until(lambda: len(cls.all_requests()) == 13, 20, "the inbox is imported")
        wait_until(lambda: cls.deaths("list-deaths", {"since": "2026-01-01"}).status == 200, 20, "the deaths are imported")

    @classmethod
    def all_requests(cls):
        """Every page, by the cursor, as a flow does."""
        found, cursor = [], {}
        while True:
            reply = cls.town.call("demandes/search-requests", {"state": "waiting", "page_size": 5, **cursor}, cls.keys["guichet"])
            assert reply.status == 200, reply.body
            found += reply.json["items"]
            if "cursor" not in reply.json:
                return found
            cursor = {"cursor": reply.json["cursor"]}

    @classmethod
    def deaths(cls, hook, body):
        return cls.town.call("deces/" + hook, body, cls.keys["liste-electorale"])

    def guichet(self, hook, body, headers=None):
        return self.town.call("demandes/" + hook, body, self.keys["guichet"], headers)

    def refused(self, reply, status, code, sentence):
        problem = reply.json
        self.assertEqual((reply.status, problem["status"], problem["code"]), (status, status, code), reply.body)
        self.assertEqual((problem["detail"], problem["message"]), (sentence, sentence))
        self.assertEqual(reply.header("Content-Type"), "application/problem+json")
        self.assertEqual(problem["request_id"], reply.header("Ecluse-Request-Id"))
        return reply

    # Keys and scopes.
    def test_a_key_opens_what_its_scopes_say(self):
        ask = self.town.ask
        none = self.refused(ask("GET", "/api/me"), 401, "missing-key", "La requête ne porte pas de clé.")
        self.assertEqual(none.header("WWW-Authenticate"), 'Bearer realm="ecluse"')
        wrong = self.keys["guichet"][:-1] + ("a" if self.keys["guichet"][-1] != "a" else "b")
        for key in ("nonsense", "ecl_aaaaaaaaaa_" + "a" * 52, wrong):
            self.refused(ask("GET", "/api/me", key=key), 401, "unknown-key", "La clé donnée n'est pas valable.")
        self.refused(self.town.call("demandes/forward-request", {"id": "x"}, self.keys["lecteur"]), 403, "wrong-scope",
                     'This key does not open "demandes:forward-request".')
        self.refused(self.town.call("demandes/search-requests", {}, self.keys["essai"]), 404, "unknown-system",
                     "Il n'y a pas de système « demandes » ici.")

    def test_two_keys_live_and_a_revoked_one_ends_at_once(self):
        second = self.town.make_key("lecteur")
        third = self.town.command("keys", "create", "lecteur", "--quiet", check=False)
        self.assertEqual((third.returncode, third.stdout), (1, ""))
        self.assertIn("Le consommateur « lecteur » a déjà deux clés actives.", third.stderr)
        for key in (second, self.keys["lecteur"]):
            self.assertEqual(self.town.ask("GET", "/api/me", key=key).status, 200)
        self.town.command("keys", "revoke", second.split("_")[1])
        self.refused(self.town.ask("GET", "/api/me", key=second), 401, "unknown-key", "La clé donnée n'est pas valable.")
        self.assertEqual(self.town.ask("GET", "/api/me", key=self.keys["lecteur"]).status, 200)
        for secret in (second, third.stdout or "-"):
            self.assertNotIn(secret.split("_")[-1], self.town.log() if secret != "-" else "")

    def test_me_and_catalog_tell_what_the_key_may_do(self):
        me = self.town.ask("GET", "/api/me", key=self.keys["lecteur"]).json
        self.assertEqual((me["consumer"], me["purpose"], me["language"], me["scopes"], me["actions"]),
                         ("lecteur", "Accueil", "en", ["demandes:search-requests"], ["demandes:search-requests"]))
        catalog = self.town.ask("GET", "/api/catalog", key=self.keys["guichet"]).json
        self.assertEqual([system["id"] for system in catalog["systems"]], ["demandes"])
        system = catalog["systems"][0]
        self.assertTrue(system["state"]["ready"])
        self.assertEqual({action["name"] for action in system["actions"]},
                         {"search-requests", "get-request", "validate-request", "list-rejected", "build-request", "forward-request"})
        for action in system["actions"]:  # every address that the tool builds a node from is there
            self.assertTrue(action["url"].startswith(self.town.url), action["url"])
            reply = self.town.ask("POST", action["url"][len(self.town.url):], {"no_such_field": 1}, self.keys["guichet"])
            self.assertIn((reply.status, reply.json["code"]), [(400, "unknown"), (400, "missing")], action["url"])
        for trigger in system["triggers"]:
            self.assertEqual(self.town.ask("GET", trigger["url"][len(self.town.url):], key=self.keys["guichet"]).status, 200)

    # Records.
    def test_hooks_answer_with_records_and_without_parents(self):
        found = self.all_requests()
        self.assertEqual(len({item["id"] for item in found}), 13)
        names = {item.get("family_name") for item in found}
        self.assertLessEqual({"MARCHEBOIS", "VAUCLAIR", "CHANTELOUVE"}, names)
        births = self.guichet("search-requests", {"type": "birth", "name": "marchebois", "state": "waiting"}).json["items"]
        self.assertEqual([item["id"] for item in births], ["EC-2026-000101"])
        for item in found:
            whole = self.guichet("get-request", {"id": item["id"]})
            self.assertEqual(whole.status, 200, whole.body)
            self.assertEqual(names_in(whole.body, PARENTS), [], item["id"])
        rejected = self.guichet("list-rejected", {}).json["items"]
        self.assertEqual([(item["file"], item["code"]) for item in rejected], [("ec-2026-000109.xml", "xml-malformed")])

    def test_a_purpose_that_needs_parents_gets_them(self):
        reply = self.town.call("demandes/get-request", {"id": "EC-2026-000101"}, self.keys["filiation"])
        subject = reply.json["request"]["subject"]
        self.assertEqual((subject["father"]["family_name"], subject["mother"]["family_name"]), ("N'DIAYE", "MARTIN"))

    # Deaths.
    def test_deaths_are_found_matched_and_withdrawn(self):
        found = self.deaths("search-deaths", {"name": "leveque"}).json["items"]
        self.assertEqual([(item["family_name"], item["death_place"]) for item in found], [("LÉVÊQUE", "69264")])
        one = self.deaths("get-death", {"reference": found[0]["reference"]})
        self.assertEqual((one.status, "LÉVÊQUE" in one.body), (200, True), one.body)
        with open(os.path.join(SOURCE, "examples/town/deaths/fichier-opposition-deces-2026-02.csv"), encoding="utf-8") as file:
            withdrawn = [line.strip().split(",") for line in file][1:]
        with open(os.path.join(SOURCE, "examples/town/deaths/deces-2026-m02.txt"), encoding="latin-1") as file:
            lines = file.read().splitlines()
        for day, place, number in withdrawn:
            self.assertTrue([line for line in lines if line[154:167] == day + place and line[167:176].strip() == number], "it is in the file")
            answer = self.deaths("list-deaths", {"since": f"{day[:4]}-{day[4:6]}-{day[6:]}", "death_place": place, "page_size": 50})
            self.assertEqual(answer.status, 200, answer.body)
            self.assertNotIn((number, f"{day[:4]}-{day[4:6]}-{day[6:]}"),
                             [(item.get("act_number"), item["death_date"]) for item in answer.json["items"]])
        nobody = {"reference": "E-19", "name": "Vivant", "given_names": "Alix", "birth_date": "1990-01-01"}
        rows = self.deaths("match-persons", {"persons": [{"reference": "E-1", "name": "leveque", "given_names": "René", "birth_date": "1945-02-10"}, nobody]}).json
        self.assertIn("E-1", json.dumps(rows))
        status = self.deaths("get-import-status", {})
        self.assertEqual({file["state"] for file in status.json["files"]}, {"ready"})
        self.assertEqual(names_in(status.body, citizens()), [], "places and counts, never the data")

    def test_a_new_death_of_a_watched_commune_is_told(self):
        key = self.keys["liste-electorale"]
        first = self.town.ask("GET", "/api/events/deces/new-death?communes=69254", key=key)
        self.assertEqual((first.status, first.json), (200, []), first.body)
        following = re.search(r"<[^>]*(/api/[^>]+)>", first.header("Link")).group(1)
        self.assertIn("communes=69254", following)
        line = "ZEPHIRIN*OCTAVIE/".ljust(80) + "2" + "19400101" + "69254" + "VALSONNE".ljust(30) + " " * 30 + "20260228" + "69254" + "901".ljust(9)
        part = self.town.path("deaths", ".part")
        with open(part, "w", encoding="ascii") as file:
            file.write(line.ljust(198) + "\n")
        os.rename(part, self.town.path("deaths", "deces-2026-m03.txt"))
        try:
            events = wait_until(lambda: (reply := self.town.ask("GET", following, key=key)).json and reply, 60, "the new death is told")
            self.assertEqual(len(events.json), 1)
            self.assertNotIn("ZEPHIRIN", events.body)
            death = self.deaths("get-death", {"reference": events.json[0]["data"]["reference"]})
            self.assertIn("ZEPHIRIN", death.body)
        finally:
            os.remove(self.town.path("deaths", "deces-2026-m03.txt"))

    def test_a_personal_action_is_not_for_urls(self):
        reply = self.town.ask("GET", "/hooks/demandes/search-requests?name=marchebois", key=self.keys["guichet"])
        self.assertEqual((reply.status, reply.json["code"], reply.header("Allow")), (405, "post-only", "POST"), reply.body)

    def test_an_unknown_record_is_404_in_the_connectors_words(self):
        reply = self.guichet("get-request", {"id": "EC-0"})
        self.assertEqual((reply.status, reply.json["code"]), (404, "request-unknown"), reply.body)
        self.assertIn("EC-0", reply.json["message"])
        self.assertFalse(reply.json["retryable"])

    # Language.
    def test_the_language_of_sentences(self):
        def told(key, accept=None):
            reply = self.town.call("demandes/search-requests", {"no": 1}, self.keys[key], accept and {"Accept-Language": accept})
            return reply.header("Content-Language"), reply.json["title"]
        french, english = ("fr", "Champ inconnu"), ("en", "Unknown field")
        self.assertEqual(told("guichet"), french)
        self.assertEqual(told("guichet", "en"), english)
        self.assertEqual(told("lecteur"), english)  # the consumer's language
        self.assertEqual(told("lecteur", "fr-FR, en;q=0.5"), french)
        self.assertEqual(told("lecteur", "de"), english)
        self.assertEqual(told("filiation"), french)  # no language of its own: the server's
        try:
            self.town.edit(lambda text: text.replace('language = "fr"\ndeployment', 'language = "en"\ndeployment'))
            self.town.reload()
            self.assertEqual((told("filiation"), told("guichet")), (english, french))
            self.town.edit(lambda text: text.replace('language = "en"\ndeployment', "deployment"))
            self.town.reload()
            self.assertEqual(told("filiation"), french)  # nobody says: French
        finally:
            self.town.edit(lambda text: re.sub(r'(language = "en"\n)?deployment', 'language = "fr"\ndeployment', text, count=1))
            self.town.reload()

    # The case a call is made for.
    def test_the_case_goes_to_the_audit_by_header_or_query(self):
        self.assertEqual(self.guichet("get-request", {"id": "EC-2026-000101"}, {"Ecluse-Case": "D-2026-1"}).status, 200)
        self.assertEqual(self.guichet("get-request?case=D-2026-2", {"id": "EC-2026-000102"}).status, 200)
        rows = dict(self.town.rows("SELECT case_reference, consumer || ' ' || action || ' ' || purpose FROM audit "
                                   "WHERE case_reference LIKE 'D-2026-_'"))
        expected = "guichet get-request Traitement des demandes d'actes d'état civil"
        self.assertEqual(rows, {"D-2026-1": expected, "D-2026-2": expected})
        reply = self.guichet("get-request", {"id": "EC-2026-000101"}, {"Ecluse-Case": "D" * 401})
        self.refused(reply, 400, "invalid-case",
                     "La référence de dossier doit compter 1 à 100 caractères, sans caractère de contrôle.")

    # Events.
    def test_events_by_polling_and_the_next_link(self):
        first = self.town.ask("GET", "/api/events/demandes/new-request", key=self.keys["guichet"])
        self.assertEqual((first.status, first.json), (200, []))

        def following(reply):
            address, relation = re.fullmatch(r"<([^>]+)>; rel=\"([a-z]+)\"", reply.header("Link")).groups()
            self.assertEqual(relation, "next")
            self.assertTrue(address.startswith(self.town.url + "/api/events/"), address)
            return self.town.ask("GET", address[len(self.town.url):], key=self.keys["guichet"])

        names = [f"EC-2026-9001{number}" for number in range(3)]
        model = os.path.join(SOURCE, "examples/town/civil-requests/ec-2026-000101.xml")
        for name in names:
            with open(model, "rb") as file:
                text = file.read().replace(b"EC-2026-000101", name.encode())
            part = self.town.path("civil-requests", "." + name)
            with open(part, "wb") as file:
                file.write(text)
            os.rename(part, self.town.path("civil-requests", name.lower() + ".xml"))
        try:
            wait_until(lambda: len(following(first).json) == 3, 20, "three new requests are told")
            events = following(first)
            self.assertEqual(sorted(events_of(events)), names)
            self.assertEqual(names_in(events.body, citizens()), [], "events are thin")
            self.assertEqual(following(first).json, events.json, "the same cursor gives the same events")
            self.assertEqual(following(events).json, [])
            one = self.town.ask("GET", re.search(r"<[^>]*(/api/[^>]+)>", first.header("Link")).group(1) + "&page_size=1",
                                key=self.keys["guichet"])
            self.assertEqual((len(one.json), one.header("Ecluse-More")), (1, "true"))
            self.assertEqual(len(following(one).json), 1, "page_size stays in the link")
            self.assertEqual(events_of(one) + events_of(following(one)), events_of(events)[:2])
        finally:
            for name in names:
                os.remove(self.town.path("civil-requests", name.lower() + ".xml"))
            wait_until(lambda: len(self.all_requests()) == 13, 20, "the three files are gone")

    # Health and figures.
    def test_health_needs_no_key(self):
        self.assertEqual(self.town.ask("GET", "/livez").json, {"status": "live"})
        self.assertEqual(self.town.ask("GET", "/readyz").json, {"status": "ready"})

    def test_metrics_are_prometheus_text_with_bounded_labels(self):
        def series():
            reply = self.town.ask("GET", "/metrics")
            self.assertTrue(reply.header("Content-Type").startswith("text/plain; version=0.0.4"))
            return parse_metrics(reply.body)
        self.guichet("search-requests", {})
        before = series()
        for _ in range(20):  # what a caller makes up must not become a label
            made_up = uuid.uuid4().hex
            self.town.call(made_up + "/x", {}, self.keys["guichet"])
            self.guichet("action-" + made_up, {})
            self.guichet("get-request", {"id": made_up})
            self.guichet("search-requests", {"name": made_up}, {"Ecluse-Case": made_up, "Idempotency-Key": made_up})
        after = series()
        self.assertLessEqual(len(after), len(before) + 20)
        self.assertEqual({name.split("{")[0] for name in before}, {name.split("{")[0] for name in after})
        for name in after:
            self.assertNotRegex(name, "[0-9a-f]{32}")
            self.assertTrue(name.startswith("ecluse_"), name)
        self.assertGreater(after['ecluse_calls_total{action="search-requests",outcome="ok",system="demandes"}'],
                           before['ecluse_calls_total{action="search-requests",outcome="ok",system="demandes"}'])


def parse_metrics(text):
    """Prometheus text 0.0.4, strictly: {series with sorted labels: value}; histograms must add up."""
    found, types = {}, {}
    label = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"'
    sample = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(" + label + r"(?:," + label + r")*)?\})? (\S+)")
    assert text.endswith("\n")
    for line in text.splitlines():
        if not line:
            continue
        if line.startswith("#"):
            kind, name, rest = re.fullmatch(r"# (HELP|TYPE) (\S+) (.+)", line).groups()
            if kind == "TYPE":
                assert name not in types and rest in ("counter", "gauge", "histogram", "summary", "untyped"), line
                types[name] = rest
            continue
        match = sample.fullmatch(line)
        assert match, line
        name, value = match.group(1), float(match.group(7))
        family = name if name in types else re.sub("_(bucket|sum|count)$", "", name)
        assert family in types, line
        labels = ",".join(sorted(f'{key}="{text}"' for key, text in re.findall(label, match.group(2) or "")))
        series = f"{name}{{{labels}}}"
        assert series not in found, "twice: " + series
        found[series] = value
    for series, value in found.items():
        if "_bucket{" in series and 'le="+Inf"' in series:
            count = re.sub(r'_bucket\{', "_count{", series.replace('le="+Inf",', "").replace(',le="+Inf"', ""))
            assert found[count] == value, series
    return found


class NothingLeaks(unittest.TestCase):
    """After every way of going wrong: no invented citizen in log, metrics, refusals or audit."""

    def test_no_name_in_log_metrics_refusals_or_audit(self):
        town = Town(CONSUMERS, edit=lambda text: text.replace('deployment = "valsonne"', 'deployment = "valsonne"\nlog_level = "debug"'))
        self.addCleanup(town.remove)
        town.start()
        key = town.make_key("guichet")
        wait_until(lambda: len(town.call("demandes/search-requests", {"page_size": 50}, key).json.get("items", [])) == 13, 20, "imported")
        build = {"type": "birth", "nature": "full_copy", "subject": {"family_name": "MARCHEBOIS", "first_names": ["Éloïse"]},
                 "event_from": "2001-06", "event_place": {"city": "Nantes"}}
        for body in ({"name": "MARCHEBOIS"}, {"name": "MARCHEBOIS", "type": "MARCHEBOIS"}, {"MARCHEBOIS": 1},
                     {"type": {"Éloïse": 1}}, {"cursor": "MARCHEBOIS"}, b'{"name":"MARCHEBOIS"', b'{"name":"MARCHEBOIS","name":"MARTIN"}'):
            town.call("demandes/search-requests", body, key)
        self.assertEqual(town.call("demandes/build-request", build, key, {"Idempotency-Key": "leak"}).status, 200)
        town.call("demandes/build-request", {**build, "subject": {"family_name": "VAUCLAIR"}}, key, {"Idempotency-Key": "leak"})
        town.call("demandes/build-request", {**build, "event_from": "MARCHEBOIS"}, key)
        town.call("demandes/build-request", {**build, "subject": {"first_names": ["Éloïse"]}}, key)
        electoral = town.make_key("liste-electorale")
        wait_until(lambda: town.call("deces/list-deaths", {"since": "2026-01-01"}, electoral).status == 200, 30, "deaths imported")
        for body in ({"name": "leveque"}, {"name": "LEVEQUE", "birth": "LEVEQUE"}, {"LEVEQUE": 1}, {}, b'{"name":"LEVEQUE"'):
            town.call("deces/search-deaths", body, electoral)
        town.call("deces/match-persons", {"persons": [{"reference": "E-1", "name": "LEVEQUE", "birth_date": "LEVEQUE"}]}, electoral)
        town.call("deces/get-death", {"reference": "LEVEQUE"}, electoral)
        town.command("system", "deces", "import")
        for number in range(101, 110):
            town.call("demandes/get-request", {"id": f"EC-2026-000{number}"}, key)
            town.call("demandes/validate-request", {"id": f"EC-2026-000{number}"}, key)
        for name in os.listdir(town.path("civil-requests")):  # every one cut, so that each has a reason to complain of
            with open(town.path("civil-requests", name), "r+b") as file:
                file.truncate(os.path.getsize(file.name) * 3 // 4)
        with open(town.path("deaths", "deces-2026-m02.txt"), "r+b") as file:
            file.truncate(30030)  # in the middle of a name
        wait_until(lambda: len(town.call("demandes/list-rejected", {"page_size": 50}, key).json.get("items", [])) >= 14, 30, "cut files are refused")
        town.call("demandes/get-request", {"id": "EC-2026-000101"}, key)
        shutil.rmtree(town.path("civil-requests"))
        shutil.rmtree(town.path("deaths"))
        gone = wait_until(lambda: (reply := town.call("demandes/validate-request", {"file": "ec-2026-000101.xml"}, key)).status == 503 and reply,
                          30, "the folder is gone")
        self.assertEqual(gone.json["code"], "folder-unreachable")
        metrics = town.ask("GET", "/metrics").body
        audit = json.dumps(town.rows("SELECT * FROM audit"), ensure_ascii=False)
        town.stop()
        names = citizens() | {"MARCHEBOIS", "VAUCLAIR", "Éloïse", "LEVEQUE"}
        # A field name or a value that the caller itself sent may come back to it as a pointer, and nowhere else.
        echoed = [body for body in town.refusals if json.loads(body)["code"] in ("unknown", "duplicate-key", "not-in-list")]
        for what, text in (("log", town.log()), ("metrics", metrics), ("audit", audit),
                           ("refusals", "\n".join(body for body in town.refusals if body not in echoed))):
            self.assertTrue(text, what)
            self.assertEqual(names_in(text, names), [], what)


if __name__ == "__main__":
    unittest.main()
