# SPDX-License-Identifier: EUPL-1.2
"""What a reader can copy from a document works: configurations pass `ecluse check`, JSON parses, commands and files are there."""
import glob
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../e2e"))
from town import PLUGINS, PROGRAM, SOURCE, Town  # noqa: E402

ROOTS = ["*.md", "sdk/**/*.md", "host/**/*.md", "connectors/**/*.md", "plugins/**/*.md", "examples/**/*.md", "tests/**/*.md", "node-wrappers/**/*.md"]
FOLDERS = {os.path.basename(name) for name in glob.glob(os.path.join(SOURCE, "*")) if os.path.isdir(name)} - {"build"}
# A block below a mark `<!-- file: … -->` or `<!-- run -->` belongs to a tutorial that a test of its own follows step by step.
BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.M | re.S)
SHELL = {"cd", "export", "true"}  # words of the shell itself


def documents():
    found = sorted({name for root in ROOTS for name in glob.glob(os.path.join(SOURCE, root), recursive=True)})
    return {os.path.relpath(name, SOURCE): open_text(name) for name in found if "/cases/" not in name}


def open_text(name):
    with open(name, encoding="utf-8") as file:
        return file.read()


def blocks(kind):
    return [(f"{name}:{text[:match.start()].count(chr(10)) + 1}", match.group(2))
            for name, text in documents().items() for match in BLOCK.finditer(text)
            if match.group(1) == kind and not text[:match.start()].endswith("-->\n")]


def help_of(*words):
    done = subprocess.run([PROGRAM, *words, "--help"], capture_output=True, text=True, timeout=30)
    return done.stdout if done.returncode == 0 else ""


def command_tree():
    """{"keys": {"create": {"--days", …}}, "check": {"--live"}, …}, asked of the program itself."""
    def below(*words):
        text = help_of(*words)
        part = text.split("Subcommands:\n", 1)[1] if "Subcommands:\n" in text else ""
        names = re.findall(r"^  ([a-z][a-z-]*) ", part, re.M)
        return {name: below(*words, name) for name in names} or set(re.findall(r"--[a-z-]+", text))
    return below()


class Documents(unittest.TestCase):
    def test_configurations_pass_ecluse_check(self):
        found = blocks("toml")
        self.assertGreaterEqual(len(found), 3)
        for place, text in found:
            with self.subTest(place):
                text = text.replace("@name@", "deces-insee")
                tomllib.loads(text)
                if "[systems." in text or "[server]" in text:
                    self.check(text)

    def check(self, text):
        folder = tempfile.mkdtemp(prefix="ecluse-docs-")
        self.addCleanup(shutil.rmtree, folder)
        # Absolute paths of a reader's machine, below a folder of ours; what ends like a file is one.
        text = re.sub(r'"(/(?:srv|etc|var|mnt|opt)/[^"]*)"', lambda match: f'"{folder}{match.group(1)}"', text)
        for path in re.findall(rf'"({re.escape(folder)}/[^"]*)"', text):
            os.makedirs(path if "." not in os.path.basename(path) else os.path.dirname(path), exist_ok=True)
            if "." in os.path.basename(path):
                open(path, "w", encoding="utf-8").close()
        own = "" if "[plugins]" in text else f'[plugins]\nfolders = ["{PLUGINS}"]\n'
        config = os.path.join(folder, "ecluse.toml")
        with open(config, "w", encoding="utf-8") as file:
            file.write(text + "\n" + own)
        done = subprocess.run([PROGRAM, "--config", config, "check"], capture_output=True, text=True, timeout=60)
        faults = [line for line in (done.stdout + done.stderr).splitlines() if " erreur " in line]
        self.assertEqual(faults, [])

    def test_the_town_passes_ecluse_check_without_a_word(self):
        town = Town()
        self.addCleanup(town.remove)
        done = town.command("check")
        self.assertNotRegex(done.stdout, r"ecluse\.toml:\d")

    def test_json_parses(self):
        found = blocks("json")
        self.assertGreaterEqual(len(found), 1)
        for place, text in found:
            with self.subTest(place):
                json.loads(text)

    def test_shell_lines_name_what_exists(self):
        found = blocks("sh")
        self.assertGreaterEqual(len(found), 1)
        tree = command_tree()
        for place, text in found:
            for line in text.replace("\\\n", " ").splitlines():
                with self.subTest(place, line=line):
                    for part in re.split(r"&&|\|\||;|\|", line):
                        self.shell(shlex.split(part, comments=True), tree)

    def shell(self, words, tree):
        while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
            words = words[1:]
        if not words:
            return
        if words[0] == "ecluse":
            self.command(words[1:], tree)
        elif "/" in words[0]:
            self.assertTrue(os.access(os.path.join(SOURCE, words[0]), os.X_OK), words[0])
        else:
            self.assertTrue(words[0] in SHELL or shutil.which(words[0]), words[0])
        if words[0] == "cmake" and "--preset" in words:
            presets = json.loads(open_text(os.path.join(SOURCE, "CMakePresets.json")))["configurePresets"]
            self.assertIn(words[words.index("--preset") + 1], [preset["name"] for preset in presets])

    def command(self, words, tree):
        """`words` after `ecluse`: names of commands, then upper-case places and known flags."""
        words = [word for word in words if word not in ("…", "...")]
        while words and words[0] in ("--config", "--language"):
            words = words[2:]
        while isinstance(tree, dict) and words and not words[0].startswith("-"):
            for name in words[0].split("|"):
                self.assertIn(name, tree, "ecluse has no command of this name")
            tree, words = tree[words[0].split("|")[0]], words[1:]
        for flag in re.findall(r"--[a-z-]+", " ".join(words)):
            self.assertIn(flag, tree if isinstance(tree, set) else help_of())

    def test_commands_named_in_prose_exist(self):
        tree, seen = command_tree(), 0
        for name, text in documents().items():
            plain = BLOCK.sub(lambda match: "" if match.group(1) else match.group(0), text)
            inline = re.findall(r"`ecluse ([^`\n]+)`", plain)
            table = [part for block in BLOCK.findall(plain) for line in block[1].splitlines()
                     for part in re.findall(r"(?:^|  )ecluse (.+?)(?=  |$)", line)]
            for words in inline + table:
                seen += 1
                with self.subTest(name, command=words):
                    self.command(words.split(), tree)
        self.assertGreater(seen, 15)

    def test_files_and_links_named_exist(self):
        seen = 0
        for name, text in documents().items():
            beside = os.path.dirname(name)
            text = re.sub(r"Not chosen:.*", "", text)  # what was not taken is not there
            for target in re.findall(r"\]\(([^)#:]+)\)", text):
                seen += 1
                with self.subTest(name, link=target):
                    self.assertTrue(os.path.exists(os.path.join(SOURCE, beside, target)), target)
            for path in re.findall(r"`(\.?/?[\w./-]+)`", text):
                place = path.removeprefix("./")
                own = place.split("/")[0] in FOLDERS and "/" in place
                script = path.startswith("./") or path == ".ci/run"
                if not own and not script or "_N" in path:  # N stands for a number
                    continue
                seen += 1
                with self.subTest(name, path=path):
                    there = [os.path.join(SOURCE, place), os.path.join(SOURCE, beside, place)]
                    self.assertTrue(any(os.path.exists(each) for each in there), path)
        self.assertGreater(seen, 15)

    def test_the_table_of_bad_input_tells_what_the_tests_say(self):
        text = documents()["tests/contract/README.md"]
        rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| (?:`([a-z-]+)`)? ?\| ([^|]*)\| `([^`]+)`", text, re.M)
        self.assertGreaterEqual(len(rows), 20)
        for what, status, slug, sentence, test in rows:
            with self.subTest(what):
                place = os.path.join(SOURCE, test)
                names = [place] if os.path.isfile(place) else glob.glob(os.path.join(place, "*.*"))
                told = "".join(open_text(name) for name in names if not name.endswith((".http", ".json")) or "request" not in os.path.basename(name))
                for wanted in [slug, sentence.strip().replace('"', '\\"')] + ([status] if status.isdigit() else []):
                    self.assertIn(wanted, told)
        for place, name in re.findall(r"`([^`]+_test\.cpp)` \(`(\w+)`\)", text):
            self.assertIn(name, open_text(os.path.join(SOURCE, place)))


if __name__ == "__main__":
    unittest.main()
