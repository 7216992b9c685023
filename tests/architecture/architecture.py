#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Reads the tree and names every rule of ARCHITECTURE.md that it breaks: who may include what, which
rooms a room may link, that each room's README names its headers, and how long files may be.

    architecture.py [--root FOLDER] includes|links|readme|length|columns ...

Prints "path:line: rule: what" for each fault and ends with 1 when there is one."""
import argparse
import re
import sys
from pathlib import Path

ROOMS = ("base json manifest config database store audit access sql services loader worker registry runtime "
         "events http validate app").split()
# The parts of the SDK that the host may see: the C ABI, and the one kit leaf that both sides share (D1).
HOST_SEES = re.compile(r"ecluse/(abi\.h|(ext|service|draft)/[\w/]+\.h|kit/formats\.hpp)$")
# Connectors reach these libraries through sdk/kit alone.
BEHIND_KIT = re.compile(r"(libxml/|sqlite3\.h)")
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
SOURCES = {".c", ".cpp", ".h", ".hpp"}
PUBLIC_SDK = ("sdk/abi/include", "sdk/cpp/include", "sdk/cpp/testing/include")
LONGEST = {".hpp": 200, ".h": 200, ".cpp": 450, ".c": 450}
LONGEST_LINE = 100
TEMPLATES = "/detail/"  # headers that are the source of templates: as long as a source
TABLES = {"host/config/faults.cpp"}  # one row after the other: splitting it would hide the order


class Tree:
    def __init__(self, root):
        self.root = Path(root)

    def files(self, *tops, suffixes=SOURCES):
        for top in tops:
            for path in sorted((self.root / top).rglob("*")):
                parts = path.relative_to(self.root).parts
                hidden = any(p in ("build", "node_modules") or p.startswith(".") for p in parts)
                if path.is_file() and not hidden and path.suffix in suffixes:
                    yield path

    def name(self, path):
        return path.relative_to(self.root).as_posix()


def unit_of(name):
    """The folder whose files may include each other: host/json, sdk/kit/xml, connectors/deces-insee."""
    parts = name.split("/")
    return "/".join(parts[:3] if parts[:2] == ["sdk", "kit"] else parts[:2])


def room_of(target):
    first = target.split("/")[0]
    return first if first in ROOMS and "/" in target else None


def inside(tree, path, target):
    """The file of the tree that a quoted include beside `path` means, or None."""
    beside = (path.parent / target).resolve()
    root = tree.root.resolve()
    return beside.relative_to(root).as_posix() if beside.is_file() and root in beside.parents else None


def judge_host(room, target):
    if target.startswith("ecluse/"):
        return None if HOST_SEES.match(target) else \
            "the host includes nothing of sdk/ but the C ABI and kit/formats.hpp"
    other = room_of(target)
    if other and ROOMS.index(other) > ROOMS.index(room):
        return f"room order: {room} stands left of {other} and may not include it"
    return None


def judge_sdk(name, target):
    if room_of(target):
        return "the SDK includes nothing of host/"
    if name.startswith("sdk/abi/") and target.startswith("ecluse/") and not HOST_SEES.match(target):
        return "sdk/abi is a leaf: it includes itself alone"
    if name.startswith("sdk/kit/") and target.startswith("ecluse/") and \
            not re.match(r"ecluse/(kit/|result\.hpp|abi\.h)", target):
        return "the kit knows nothing of the connector model"
    return None


def judge_plugin(name, target):
    if room_of(target):
        return "a connector includes the SDK alone, nothing of host/"
    if name.startswith("connectors/") and BEHIND_KIT.match(target):
        return "a connector reaches libxml2 and sqlite3 through sdk/kit alone"
    return None


def judge_include(tree, path, target, quoted):
    """The rule that one include breaks, or None."""
    name = tree.name(path)
    met = inside(tree, path, target) if quoted else None
    if met:
        if unit_of(met) != unit_of(name):
            return f"a folder includes its own files: {met} belongs to {unit_of(met)}"
        return None  # a file of its own folder, whatever it is called
    if target.startswith("../"):
        return "a folder includes its own files: the path leaves it"
    top, unit = name.split("/")[0], name.split("/")[1]
    if top == "host":
        return judge_host(unit, target) if unit in ROOMS else f"{unit} is not in the order of rooms"
    return judge_sdk(name, target) if top == "sdk" else judge_plugin(name, target)


def check_includes(tree):
    for path in tree.files("host", "sdk", "plugins", "connectors", "examples"):
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            target = found[1] or found[2]
            rule = judge_include(tree, path, target, found[1] is not None)
            if rule:
                yield f"{tree.name(path)}:{number}: include rule: {rule} ({target})"


def room_links(text):
    """(room, [linked rooms and kits]) of each ecluse_room(…) of a CMakeLists.txt."""
    text = re.sub(r"#.*", "", text)
    for call in re.finditer(r"ecluse_room\s*\(([^()]*)\)", text):
        words = call[1].split()
        links, keyword = [], ""
        for word in words[1:]:
            if re.fullmatch(r"(TEST_)?(LINKS|SOURCES|PACKAGES)|PRIVATE_PACKAGES|TESTS", word):
                keyword = word
            elif keyword in ("LINKS", "TEST_LINKS"):
                links.append(word)
        yield words[0], links


def check_links(tree):
    for path in sorted((tree.root / "host").glob("*/CMakeLists.txt")):
        name = tree.name(path)
        text = path.read_text()
        folder = path.parent.name
        for room, links in room_links(text):
            if room != folder or room not in ROOMS:
                yield f"{name}:1: link rule: the room is called as its folder, and stands in the order ({room})"
                continue
            for other in links:
                if other == "kit_formats":
                    continue
                if other not in ROOMS:
                    yield f"{name}:1: link rule: {room} links {other}, which is not a room"
                elif ROOMS.index(other) >= ROOMS.index(room):
                    yield f"{name}:1: link rule: {room} may link only rooms to its left, not {other}"
        for number, line in enumerate(text.splitlines(), 1):
            for target in re.findall(r"\becluse(?:_|::)(sdk\w*|kit_\w+)", line):
                if target != "kit_formats":
                    yield f"{name}:{number}: link rule: the host links nothing of sdk/ but kit_formats"


def check_readme(tree):
    for folder in sorted((tree.root / "host").iterdir()):
        headers = sorted(p for p in folder.glob("*.hpp"))
        if not folder.is_dir() or not headers:
            continue
        readme = folder / "README.md"
        text = readme.read_text() if readme.is_file() else ""
        if not text:
            yield f"{tree.name(folder)}:1: readme rule: a room has a README.md"
            continue
        for header in headers:
            if header.name not in text:
                yield f"{tree.name(readme)}:1: readme rule: {header.name} is not told of"


OWN = ("host", "sdk", "plugins", "connectors", "tests")


def check_length(tree):
    for path in tree.files(*OWN):
        lines = len(path.read_text(errors="replace").splitlines())
        name = tree.name(path)
        most = LONGEST[".cpp" if TEMPLATES in name else path.suffix]
        if lines > most and name not in TABLES:
            yield f"{name}:{lines}: length rule: at most {most} lines"


def check_columns(tree):
    """Raw strings are left alone, for what stands in them is not ours to break; and tables (clang-format off)."""
    for path in tree.files(*OWN):
        raw = table = False
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if "// clang-format o" in line:
                table = "// clang-format off" in line
            starts = raw or 'R"' in line
            raw = starts and ')"' not in line[line.find('R"') + 1 if not raw else 0:]
            if len(line) > LONGEST_LINE and not starts and not table:
                yield f"{tree.name(path)}:{number}: columns rule: {len(line)}, at most {LONGEST_LINE}"


CHECKS = {"includes": check_includes, "links": check_links, "readme": check_readme,
          "length": check_length, "columns": check_columns}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--root", default=Path(__file__).resolve().parents[2])
    arguments.add_argument("checks", nargs="+", choices=CHECKS)
    given = arguments.parse_args()
    faults = [fault for check in given.checks for fault in CHECKS[check](Tree(given.root))]
    print("\n".join(faults) if faults else f"{', '.join(given.checks)}: nothing to say")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
