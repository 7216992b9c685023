# SPDX-License-Identifier: EUPL-1.2
"""Bad files in the watched folders, over HTTP: each with its exact status, slug and sentence; nothing of them is half imported."""
import os
import shutil
import threading
import time
import unittest

from town import SOURCE, Town, wait_until

HOSTILE = os.path.join(SOURCE, "connectors/etat-civil-demandes/cases/rejected-files/files/inbox")
DOCTYPE = ("doctype-refused", "Le fichier contient une déclaration DOCTYPE, refusée par sécurité. Faites-la retirer par l'émetteur.",
           "The file holds a DOCTYPE declaration, refused for safety. Have the sender remove it.")
CUT = ("xml-malformed", "Le XML est incomplet ou mal formé. Demandez un nouvel envoi.", "The XML is incomplete or malformed. Ask for it to be sent again.")
REJECTED = {
    "doctype.xml": DOCTYPE,
    "bomb.xml": DOCTYPE,
    "deep.xml": ("xml-too-deep", "Les éléments sont imbriqués sur plus de 64 niveaux.", "Elements are nested more than 64 levels deep."),
    "truncated.xml": CUT,
    "empty.xml": ("xml-empty", "Le fichier est vide.", "The file is empty."),
    "utf7.xml": ("encoding-unsupported", "L'encodage annoncé (UTF-7) n'est pas pris en charge. Enregistrez le fichier en UTF-8.",
                 "The declared encoding (UTF-7) is not supported. Save the file as UTF-8."),
    "mixed.xml": ("wrong-encoding",
                  "Le fichier mélange des encodages ou contient un octet sans signification (octet 1488). Faites-le réexporter en UTF-8.",
                  "The file mixes encodings or holds a byte without meaning (byte 1488). Have it exported again as UTF-8."),
    "undefined.xml": ("wrong-encoding",
                      "Le fichier mélange des encodages ou contient un octet sans signification (octet 700). Faites-le réexporter en UTF-8.",
                      "The file mixes encodings or holds a byte without meaning (byte 700). Have it exported again as UTF-8."),
    "other.xml": ("unknown-format", "Ce fichier n'est ni une demande CityWeb ni un message DILA.",
                  "This file is neither a CityWeb request nor a DILA message."),
    "huge.xml": ("file-too-large", "Le fichier dépasse la taille d'une demande (4194304 octets) ; il n'a pas été lu.",
                 "The file is larger than a request may be (4194304 bytes); it was not read."),
    "ec-2026-000109.xml": CUT,  # the town's own
}


class BadFiles(unittest.TestCase):
    def setUp(self):
        self.town = Town()
        self.addCleanup(self.town.remove)

    def start(self):
        self.town.start()
        self.key = self.town.make_key("guichet")

    def inbox(self, *names):
        return self.town.path("civil-requests", *names)

    def ask(self, action, body=None, language="fr"):
        return self.town.call("demandes/" + action, {"page_size": 50} if body is None else body, self.key, {"Accept-Language": language})

    def found(self):
        """Files in the index; none while it is not there yet (index-missing)."""
        return {item["file"] for item in self.ask("search-requests").json.get("items", [])}

    def test_each_is_listed_with_its_reason_and_nothing_of_it_is_found(self):
        good = {name for name in os.listdir(self.inbox()) if name != "ec-2026-000109.xml" and name.endswith(".xml")}
        for name in REJECTED:
            if os.path.exists(os.path.join(HOSTILE, name)):
                shutil.copy(os.path.join(HOSTILE, name), self.inbox(name))
        with open(self.inbox("huge.xml"), "wb") as file:
            file.truncate(2 << 30)
        self.start()
        wait_until(lambda: len(self.ask("list-rejected").json.get("items", [])) == len(REJECTED), 20, "all are judged")
        french, english = (self.ask("list-rejected", language=language).json["items"] for language in ("fr", "en"))
        told = {one["file"]: (one["code"], one["sentence"], other["sentence"]) for one, other in zip(french, english)}
        self.assertEqual(told, REJECTED)
        self.assertEqual(self.found(), good)
        one = self.ask("validate-request", {"file": "bomb.xml"}).json  # a finding, never a refusal to look
        self.assertEqual((one["readable"], one["valid"], [finding["code"] for finding in one["findings"]]), (False, False, ["doctype-refused"]))

    def test_an_empty_folder_is_no_fault(self):
        for name in os.listdir(self.inbox()):
            os.remove(self.inbox(name))
        self.start()
        reply = wait_until(lambda: (answer := self.ask("search-requests")).status == 200 and answer, 20, "the folder was read")
        self.assertEqual((reply.body, self.ask("list-rejected").body), ('{"items":[]}', '{"items":[]}'))

    def test_a_folder_that_vanishes_is_unreachable_and_nothing_is_forgotten(self):
        self.start()
        before = wait_until(self.found, 20, "imported")
        os.rename(self.inbox(), self.town.path("elsewhere"))
        reply = wait_until(lambda: (answer := self.ask("get-request", {"id": "EC-2026-000101"})).status != 200 and answer, 20, "it is noticed")
        self.assertEqual((reply.status, reply.json["code"], reply.json["message"], reply.json["remedy"]),
                         (503, "folder-unreachable", "Le dossier inbox est injoignable.",
                          "Vérifiez que le partage est monté ; rien n'a été considéré comme supprimé."))
        self.assertIsNotNone(reply.header("Retry-After"))
        self.assertEqual(self.ask("get-request", {"id": "EC-2026-000101"}, "en").json["message"], "The folder inbox cannot be reached.")
        self.assertEqual(self.found(), before)
        self.assertEqual({item["state"] for item in self.ask("search-requests").json["items"]}, {"waiting"})
        os.rename(self.town.path("elsewhere"), self.inbox())
        wait_until(lambda: self.ask("get-request", {"id": "EC-2026-000101"}).status == 200, 20, "it is back")

    def test_a_file_that_grows_waits_until_it_stands_still(self):
        self.start()
        wait_until(lambda: len(self.found()) == 13, 20, "imported")
        with open(self.inbox("ec-2026-000101.xml"), "rb") as file:
            text = file.read().replace(b"EC-2026-000101", b"EC-2026-800001")
        grown = threading.Event()

        def write_slowly():
            with open(self.inbox("growing.xml"), "wb", buffering=0) as file:
                for at in range(0, len(text), len(text) // 30):
                    file.write(text[at:at + len(text) // 30])
                    time.sleep(0.25)
            grown.set()

        writer = threading.Thread(target=write_slowly)
        writer.start()
        seen = set()
        while not grown.is_set():
            seen |= {name for name in self.found() if name == "growing.xml"}
            seen |= {item["file"] for item in self.ask("list-rejected").json["items"]} & {"growing.xml"}
            time.sleep(0.1)
        writer.join()
        self.assertEqual(seen, set(), "neither imported nor rejected while it grew")
        wait_until(lambda: "growing.xml" in self.found(), 20, "it is whole")


if __name__ == "__main__":
    unittest.main()
