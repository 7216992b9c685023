#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""`ecluse plugin check` and `ecluse plugin test` as their users read them: golden output in both
languages and as JSON; the smallest connectors keep every rule and stay under 40 lines.

    validator_test.py --source FOLDER --build FOLDER --ecluse PROGRAM

UPDATE_GOLDEN=1 rewrites golden/."""
import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FAULTS = []


def expect(right, what):
    if not right:
        FAULTS.append(what)


class Tool:
    def __init__(self, given):
        self.given = given

    def run(self, language, *words):
        environment = dict(os.environ, LANG=f"{language}.UTF-8", LC_ALL="", LC_MESSAGES="")
        return subprocess.run([self.given.ecluse, "plugin", *map(str, words)], env=environment,
                              cwd=self.given.source, capture_output=True, text=True, check=False)

    def library(self, name):
        return self.given.build / "misbehaving" / name / f"{name}.so"

    def compare(self, name, code, language, *words):
        """What a command prints against golden/NAME.txt; paths of the machine are taken out."""
        done = self.run(language, *words)
        said = (done.stdout + done.stderr).replace(str(self.given.build), "BUILD")
        golden = HERE / "golden" / f"{name}.txt"
        if os.environ.get("UPDATE_GOLDEN"):
            golden.write_text(said)
        expect(done.returncode == code, f"{name}: code {done.returncode}, expected {code}")
        expect(golden.is_file() and golden.read_text() == said, f"{name}: not as golden\n{said}")
        return said


def check_goldens(tool):
    source = "tests/misbehaving/honest"
    for name, code in (("honest", 0), ("throws", 1)):
        for language in ("fr_FR", "en_US"):
            tool.compare(f"check-{name}-{language[:2]}", code, language,
                         "check", tool.library(name), "--source", source)
    tool.compare("check-throws-only-failed", 1, "en_US", "check", tool.library("throws"),
                 "--source", source, "--only-failed")
    said = tool.compare("check-throws-json", 1, "en_US", "check", tool.library("throws"),
                        "--source", source, "--json")
    report = json.loads(said)
    failed = [row for row in report["findings"] if row["verdict"] == "failed"]
    rules = [row["rule"] for row in failed]
    expect(rules == ["bad-input-safe"] and not report["good"], "the JSON's verdict")
    expect("seed" in failed[0]["where"] and failed[0]["why"], "the JSON says where and why")
    tool.compare("check-aborts-only-failed", 1, "fr_FR", "check", tool.library("aborts"),
                 "--source", source, "--only-failed")
    tool.compare("check-without-source", 0, "en_US", "check", tool.library("honest"))
    tool.compare("check-nowhere", 1, "fr_FR", "check", "no-such-plugin")
    tool.compare("test-honest", 0, "fr_FR", "test", tool.library("honest"), "--source", source)
    tool.compare("test-without-cases", 1, "en_US", "test", tool.library("honest"))


def check_smallest(tool):
    for name, kind in (("smallest_c", "c"), ("smallest_cpp", "cpp")):
        folder = tool.given.source / "examples" / name
        source = folder / f"connector.{kind}"
        lines = source.read_text().splitlines()
        expect(len(lines) < 40, f"{name}: {len(lines)} lines")
        expect("SPDX-License-Identifier: MIT" in lines[0], f"{name}: licence")
        expect(all(len(line) <= 120 for line in lines), f"{name}: no line is two")
        library = tool.given.build / "plugins" / f"{name.replace('_', '-')}.so"
        done = tool.run("en_US", "check", library, "--source", folder, "--json")
        verdicts = [row["verdict"] for row in json.loads(done.stdout)["findings"]]
        expect(verdicts == ["passed"] * 12 and done.returncode == 0, f"{name}: {done.stdout}")
        print(f"{name}: {len(lines)} lines, {len(verdicts)} rules")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    for name in ("source", "build", "ecluse"):
        arguments.add_argument(f"--{name}", type=Path, required=True)
    tool = Tool(arguments.parse_args())
    check_goldens(tool)
    check_smallest(tool)
    print("\n".join(FAULTS) or "validator: as written")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main())
