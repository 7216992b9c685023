# SPDX-License-Identifier: EUPL-1.2
"""The host itself under TLS: what it shows, that a reload of its certificate loses no request, and that a bad pair changes nothing."""
import http.client
import json
import os
import shutil
import ssl
import subprocess
import tempfile
import threading
import unittest

from town import SERVICE_USER, Town, wait_until

CERTIFICATES = os.environ["ECLUSE_CERTIFICATES"]
PUBLIC = "https://192.0.2.1"

CONFIG = f"""[server]
listen = "127.0.0.1:8080"
public_url = "{PUBLIC}"
user = "nobody"

[server.tls]
certificate = "tls/chain.pem"
key = "tls/key.pem"

[plugins]
folders = ["plugins"]

[systems.essai]
connector = "scripted"
isolation = "none"
settings.mood = "calm"

[consumers.guichet]
scopes = ["essai:*read"]
purpose = "Essais"
"""


class TlsTown(Town):
    def __init__(self, certificates, config=CONFIG):
        super().__init__(edit=lambda _: config)
        self.edit(lambda text: text.replace("127.0.0.1:8080", f"127.0.0.1:{self.port}"))
        self.certificates = certificates
        os.makedirs(self.path("tls"))
        shutil.copy(os.path.join(certificates, "root.pem"), self.path("tls", "clients.pem"))
        self.install("good")
        self.trust = ssl.create_default_context(cafile=os.path.join(certificates, "root.pem"))

    def install(self, chain, key=None):
        """As a renewal does: each file replaced at once, one after the other."""
        for source, name, mode in ((chain + ".pem", "chain.pem", 0o644), ((key or chain) + ".key", "key.pem", 0o600)):
            part = self.path("tls", name + ".part")
            shutil.copyfile(os.path.join(self.certificates, source), part)
            os.chmod(part, mode)
            if os.geteuid() == 0:
                shutil.chown(part, SERVICE_USER)
            os.replace(part, self.path("tls", name))

    def connect(self, timeout=30):
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=timeout, context=self.trust)

    def shown(self):
        """Digest of the certificate that a new connection sees."""
        connection = self.connect()
        connection.connect()
        try:
            return ssl.DER_cert_to_PEM_cert(connection.sock.getpeercert(binary_form=True))
        finally:
            connection.close()


class Load:
    """Clients that ask without a pause, on kept-alive and on new connections, and count what was lost."""

    def __init__(self, town, key):
        self.town, self.key, self.over = town, key, threading.Event()
        self.done, self.lost, self.mutex = 0, [], threading.Lock()
        self.threads = [threading.Thread(target=self.ask, args=(kept,)) for kept in (True, False)]
        for thread in self.threads:
            thread.start()

    def ask(self, kept):
        connection = self.town.connect()
        while not self.over.is_set():
            if not kept:
                connection = self.town.connect()
            try:
                answer = self.town.call("essai/echo", {"text": "a"}, self.key, connection=connection)
                fault = None if answer.status == 200 else answer.body
            except (OSError, http.client.HTTPException) as error:
                fault = repr(error)
                connection = self.town.connect()
            with self.mutex:
                self.done += 1
                if fault:
                    self.lost.append(fault)
            if not kept:
                connection.close()
        connection.close()

    def end(self):
        self.over.set()
        for thread in self.threads:
            thread.join()


class Reload(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.certificates = tempfile.mkdtemp(prefix="ecluse-certificates-")
        subprocess.run([CERTIFICATES, cls.certificates], check=True, timeout=60)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.certificates)

    def town(self, config=CONFIG):
        town = TlsTown(self.certificates, config)
        self.addCleanup(town.remove)
        town.start()
        return town

    def pem(self, name):
        with open(os.path.join(self.certificates, name + ".pem"), encoding="ascii") as file:
            return file.read().split("-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----\n"

    def test_100_reloads_lose_no_request(self):
        town = self.town()
        load = Load(town, town.make_key("guichet"))
        try:
            for turn in range(100):
                name = ("good-too", "good")[turn % 2]
                town.install(name)
                town.reload()
                self.assertEqual(town.shown(), self.pem(name), f"reload {turn}")
        finally:
            load.end()
        self.assertEqual(load.lost, [])
        self.assertGreater(load.done, 200)
        print(f"[ measured ] {load.done} requests during 100 reloads, none lost")

    def test_a_bad_pair_is_refused_and_the_old_one_serves_on(self):
        town = self.town()
        kept = town.connect()
        self.assertEqual(town.ask("GET", "/livez", connection=kept).status, 200)
        for chain, key, words in (("good-too", "good", "is not the one of the certificate"), ("good-too", "weak", "is not the one of the certificate"),
                                  ("weak", "weak", "OpenSSL refuses")):
            town.install(chain, key)
            done = town.command("--language", "en", "reload", check=False)
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertIn(words, done.stdout + done.stderr)
            self.assertEqual(town.shown(), self.pem("good"))
        os.remove(town.path("tls", "key.pem"))
        before = town.log().count("the new configuration is refused")
        town.signal(1)
        wait_until(lambda: town.log().count("the new configuration is refused") > before, 20, "the refusal is logged")
        self.assertIn("tls/key.pem cannot be read", town.log())
        self.assertEqual(town.shown(), self.pem("good"))
        self.assertEqual(town.ask("GET", "/livez", connection=kept).status, 200, "an open connection goes on")
        town.install("good-too")
        town.reload()
        self.assertEqual(town.shown(), self.pem("good-too"))
        self.assertEqual(town.ask("GET", "/livez", connection=kept).status, 200, "with the certificate that it began with")

    def test_turning_tls_off_needs_a_restart(self):
        town = self.town()
        town.edit(lambda text: text.replace(CONFIG[CONFIG.index("[server.tls]"):CONFIG.index("[plugins]")], ""))
        done = town.command("--language", "en", "reload")
        self.assertIn("The new tls takes effect at the next start only", done.stdout)
        self.assertEqual(town.shown(), self.pem("good"))

    def test_old_clients_are_refused_and_clear_ones_learn_nothing(self):
        town = self.town()
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.load_verify_locations(os.path.join(self.certificates, "root.pem"))
        old.set_ciphers("ALL:@SECLEVEL=0")
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        connection = http.client.HTTPSConnection("127.0.0.1", town.port, timeout=10, context=old)
        self.assertRaises((ssl.SSLError, ConnectionError), connection.connect)
        clear = http.client.HTTPConnection("127.0.0.1", town.port, timeout=10)
        clear.request("GET", "/livez")
        self.assertRaises((http.client.HTTPException, ConnectionError), clear.getresponse)
        clear.close()

    def test_who_needs_a_certificate_of_his_own(self):
        config = CONFIG.replace('key = "tls/key.pem"\n', 'key = "tls/key.pem"\nclient_ca = "tls/clients.pem"\nclient_certificates = "required"\n')
        town = TlsTown(self.certificates, config)
        self.addCleanup(town.remove)
        nobody = ssl.create_default_context(cafile=os.path.join(self.certificates, "root.pem"))
        town.trust.load_cert_chain(os.path.join(self.certificates, "client.pem"), os.path.join(self.certificates, "client.key"))
        town.start()  # /readyz answers whoever shows one
        with self.assertRaises((ssl.SSLError, ConnectionError, http.client.HTTPException)):
            connection = http.client.HTTPSConnection("127.0.0.1", town.port, timeout=10, context=nobody)
            connection.request("GET", "/livez")
            connection.getresponse()

    def test_the_doctor_at_the_host_itself(self):
        town = self.town()
        root = os.path.join(self.certificates, "root.pem")

        def judged():
            done = town.command("doctor", "tls", "--trusted", root, "--json", check=False)
            told = json.loads(done.stdout)
            return done.returncode, told["verdict"], told["source"]
        self.assertEqual(judged(), (0, "good", f"127.0.0.1 {town.port}, TLSv1.3"))
        for name, verdict in (("expired", "expired"), ("self-signed", "self-signed"), ("missing", "missing-intermediate"), ("wrong-name", "wrong-name")):
            town.install(name)
            town.reload()
            self.assertEqual(judged()[:2], (1, verdict))
        town.install("good")
        town.stop()
        self.assertEqual(judged(), (0, "good", town.path("tls", "chain.pem")), "the file, when the host is down")
        town.edit(lambda text: text.replace(PUBLIC, f"https://127.0.0.1:{town.port}"))
        self.assertEqual(judged()[:2], (1, "private-address"))


if __name__ == "__main__":
    unittest.main()
