# SPDX-License-Identifier: EUPL-1.2
"""An administrator's desk: a town of one scripted system, and what the program says word for word."""
import os
import re
import unittest

from town import SOURCE, Town

PUBLIC = "https://ecluse.mairie.example/passerelle"

CONFIG = f"""[server]
listen = "127.0.0.1:PORT"
public_url = "{PUBLIC}"
user = "nobody"

[plugins]
folders = ["plugins"]

[systems.essai]
connector = "scripted"
isolation = "none"
settings.mood = "calm"

[consumers.guichet]
scopes = ["essai:*read", "essai:write-down"]
purpose = "Essais"
"""

ROOT = os.geteuid() == 0
only_root = unittest.skipUnless(ROOT, "needs root to become somebody else")


class Desk(Town):
    def __init__(self, config=CONFIG):
        super().__init__(edit=lambda _: config)
        self.edit(lambda text: text.replace("PORT", str(self.port)))

    def say(self, *words, language="fr"):
        """Exit code, standard output, standard error; what changes with every run is taken out."""
        done = self.command("--language", language, *words, check=False)
        return done.returncode, self.plain(done.stdout), self.plain(done.stderr)

    def plain(self, text):
        text = text.replace(self.folder, "/town").replace(f":{self.port}", ":8080")
        text = re.sub(r"Écluse ?: root .*\n", "", text)  # said to root alone
        text = re.sub(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "REQUEST", text)
        return re.sub(r"ecl_\w+", "ecl_KEY", text)


class CliTest(unittest.TestCase):
    maxDiff = None

    def desk(self, config=CONFIG):
        desk = Desk(config)
        self.addCleanup(desk.remove)
        return desk

    def golden(self, name, text):
        """UPDATE_GOLDEN=1 rewrites it, to be read before it is committed."""
        path = os.path.join(SOURCE, "tests/cli/golden", name + ".txt")
        if os.environ.get("UPDATE_GOLDEN"):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        with open(path, encoding="utf-8") as file:
            self.assertEqual(text, file.read(), path)
