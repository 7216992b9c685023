# SPDX-License-Identifier: EUPL-1.2
"""ecluse doctor tls: each verdict from a chain that is really served on loopback, and what is said of it."""
import json
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest

PROGRAM = os.environ["ECLUSE_PROGRAM"]
CERTIFICATES = os.environ["ECLUSE_CERTIFICATES"]
PUBLIC = "192.0.2.1"  # of the documentation's network: public in form, and nobody's


class Server:
    """Shows one chain to whoever connects."""

    def __init__(self, certificate, key, prepare=lambda context: None):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.set_ciphers("ALL:@SECLEVEL=0")
        self.context.load_cert_chain(certificate, key)
        prepare(self.context)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            connection.settimeout(10)
            try:
                with self.context.wrap_socket(connection, server_side=True) as secured:
                    secured.recv(1)
            except OSError:
                connection.close()

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


class DoctorTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="ecluse-doctor-")
        subprocess.run([CERTIFICATES, cls.folder], check=True, timeout=60)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def serve(self, name, prepare=lambda context: None):
        server = Server(self.path(name + ".pem"), self.path(name + ".key"), prepare)
        self.addCleanup(server.close)
        return server

    def doctor(self, *words, language="en", environment=None):
        return subprocess.run([PROGRAM, "--language", language, "--config", self.path("none.toml"), "doctor", "tls", *words],
                              capture_output=True, text=True, timeout=60, env={**os.environ, **(environment or {})})

    def judged(self, name, *more, trusted="root.pem", host=PUBLIC, **others):
        """Exit code and JSON of a chain served on loopback, called by `host`."""
        server = self.serve(name)
        words = ["--trusted", self.path(trusted)] if trusted else []
        done = self.doctor(f"https://{host}:{server.port}/hooks", "--connect", f"127.0.0.1:{server.port}", "--json", *words, *more, **others)
        self.assertEqual(done.stderr, "")
        told = json.loads(done.stdout)
        self.assertEqual(told["source"].split(",")[0], f"127.0.0.1 {server.port}")
        return done.returncode, told

    def verdicts(self, *words, **others):
        code, told = self.judged(*words, **others)
        found = [each["verdict"] for each in told["verdicts"]]
        self.assertEqual(told["verdict"], found[0] if found else "good")
        self.assertEqual(told["accepted"]["make"], not found)
        if "--platform" not in words:
            self.assertEqual(code, 1 if found else 0)
        return found

    def test_the_five_verdicts_and_the_good_one(self):
        self.assertEqual(self.verdicts("good"), [])
        self.assertEqual(self.verdicts("expired"), ["expired"])
        self.assertEqual(self.verdicts("self-signed"), ["self-signed"])
        self.assertEqual(self.verdicts("missing"), ["missing-intermediate"])
        self.assertEqual(self.verdicts("wrong-name"), ["wrong-name"])
        self.assertEqual(self.verdicts("good", host="127.0.0.1"), ["private-address"])
        self.assertEqual(self.verdicts("good", host="localhost"), ["private-address"])

    def test_their_relatives(self):
        self.assertEqual(self.verdicts("early"), ["not-yet-valid"])
        self.assertEqual(self.verdicts("expired-intermediate"), ["expired"])
        self.assertEqual(self.verdicts("unknown", trusted=None), ["unknown-authority"])
        self.assertEqual(self.verdicts("unknown-direct", trusted=None), ["unknown-authority"])
        self.assertEqual(self.verdicts("good", trusted=None), ["unknown-authority"])
        self.assertEqual(self.verdicts("missing-published", trusted=None), ["missing-intermediate"])
        self.assertEqual(self.verdicts("weak"), ["refused"])
        self.assertEqual(self.verdicts("client"), ["refused", "wrong-name"])
        self.assertEqual(self.verdicts("good", host="nowhere.invalid"), ["wrong-name", "unknown-address"])
        self.assertEqual(self.verdicts("expired", trusted=None, host="127.0.0.1"), ["expired", "unknown-authority", "private-address"])

    def test_an_authority_that_is_given_makes_other_chains_good(self):
        for name in ("unknown", "unknown-direct"):
            self.assertEqual(self.verdicts(name, trusted="stranger.pem"), [])
        self.assertEqual(self.verdicts("self-signed", trusted="self-signed.pem"), [])
        code, told = self.judged("good")
        self.assertEqual(code, 0)
        self.assertTrue(any("NODE_EXTRA_CA_CERTS" in note and self.path("root.pem") in note for note in told["notes"]), told["notes"])

    def test_a_private_address_stops_make_alone(self):
        code, told = self.judged("good", host="127.0.0.1")
        self.assertEqual((code, told["accepted"]), (1, {"n8n": True, "make": False}))
        self.assertIn("nothing to do", told["verdicts"][0]["n8n"])
        self.assertIn("public address", told["verdicts"][0]["make"])
        self.assertEqual(self.judged("good", "--platform", "n8n", host="127.0.0.1")[0], 0)
        self.assertEqual(self.judged("good", "--platform", "make", host="127.0.0.1")[0], 1)

    def test_what_the_remedies_name(self):
        def remedy(name, platform, **others):
            return self.judged(name, **others)[1]["verdicts"][0][platform]
        self.assertIn("NODE_EXTRA_CA_CERTS", remedy("self-signed", "n8n"))
        self.assertIn("Do not turn on \"Ignore SSL Issues\"", remedy("self-signed", "n8n"))
        self.assertIn("public authority", remedy("self-signed", "make"))
        self.assertIn("\"ca\"", remedy("unknown", "make", trusted=None))
        self.assertIn("fullchain.pem", remedy("missing", "n8n"))
        self.assertIn("fullchain.pem", remedy("missing", "make"))
        self.assertIn("start the scenarios again", remedy("expired", "make"))
        self.assertIn(f"a certificate for {PUBLIC}", remedy("wrong-name", "n8n"))

    def test_this_machine_may_know_more_than_the_platforms(self):
        known = {"SSL_CERT_FILE": self.path("root.pem")}
        code, told = self.judged("good", trusted=None, environment=known)
        if not os.path.isdir("/usr/share/ca-certificates/mozilla"):
            self.skipTest("without Mozilla's list the machine's stands in for it")
        self.assertEqual((code, told["verdict"]), (1, "unknown-authority"))
        self.assertTrue(any("This machine knows the authority" in note for note in told["notes"]), told["notes"])

    def test_words_for_people(self):
        server = self.serve("expired")
        for language, words in (("fr", ("expired : Le certificat CN=ecluse.example a expiré le 2021-03-31.", "  n8n → Renouvelez-le", "n8n refuse, Make refuse.")),
                                ("en", ("expired: The certificate CN=ecluse.example expired on 2021-03-31.", "  Make → Renew it", "n8n refuses, Make refuses."))):
            done = self.doctor(f"https://{PUBLIC}", "--connect", f"127.0.0.1:{server.port}", "--trusted", self.path("root.pem"), language=language)
            self.assertEqual(done.returncode, 1)
            for each in words:
                self.assertIn(each, done.stdout)
        done = self.doctor(f"https://{PUBLIC}", "--file", self.path("good.pem"), "--trusted", self.path("root.pem"))
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("good: chain, name and address are right.\nn8n accepts, Make accepts.\n", done.stdout)

    def test_a_file_is_judged_without_a_connection(self):
        for name, verdict in (("missing", "missing-intermediate"), ("wrong-name", "wrong-name")):
            done = self.doctor(f"https://{PUBLIC}:1", "--file", self.path(name + ".pem"), "--trusted", self.path("root.pem"), "--json")
            self.assertEqual((done.returncode, json.loads(done.stdout)["verdict"]), (1, verdict))

    def test_a_server_that_wants_a_certificate_is_judged_too(self):
        def prepare(version):
            def change(context):
                context.verify_mode = ssl.CERT_REQUIRED
                context.load_verify_locations(self.path("root.pem"))
                context.maximum_version = version
            return change
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            server = self.serve("good", prepare(version))
            done = self.doctor(f"https://{PUBLIC}", "--connect", f"127.0.0.1:{server.port}", "--trusted", self.path("root.pem"))
            self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_what_cannot_be_judged(self):
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            closed = f"127.0.0.1:{nobody.getsockname()[1]}"
            done = self.doctor(f"https://{closed}")
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn(f"Nothing answers at {closed}", done.stderr)
        plain = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(plain.close)

        def answer():
            connection, _ = plain.accept()
            connection.recv(1000)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.close()
        threading.Thread(target=answer, daemon=True).start()
        done = self.doctor(f"https://127.0.0.1:{plain.getsockname()[1]}")
        self.assertEqual(done.returncode, 1)
        self.assertIn("but not in TLS 1.2 or 1.3", done.stderr)
        for url in ("http://ecluse.example", "ecluse.example", "https://", "https://x:99999", "ftp://x"):
            done = self.doctor(url)
            self.assertEqual(done.returncode, 1, url)
            self.assertIn("is not an https:// address", done.stderr)
        done = self.doctor(f"https://{PUBLIC}", "--file", self.path("good.key"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("holds no PEM certificate", done.stderr)
        self.assertEqual(self.doctor(f"https://{PUBLIC}", "--platform", "zapier").returncode, 2)


if __name__ == "__main__":
    unittest.main()
