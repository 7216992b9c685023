#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Wrong descriptions do not compile, and the compiler says our sentence.

    compile_fail.py --include FOLDER... --compiler g++ --compiler clang++ [PAIR...]

Each file of pairs/ is compiled twice: -DGOOD has to compile, -DBAD has to fail with the sentence of
its line `// says:`. The header is compiled once for each compiler and used by all. A sentence of a
static_assert in the headers that no pair shows is a fault too."""
import argparse
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent / "pairs"


def sentence_of(pair):
    for line in pair.read_text().splitlines():
        if line.startswith("// says: "):
            return line[len("// says: "):]
    sys.exit(f"{pair.name}: no line `// says:`")


class Compiler:
    def __init__(self, program, includes, folder):
        self.words = [program, "-std=c++20", "-w"] + [f"-I{i}" for i in includes]
        header = Path(folder) / f"{Path(program).name}.hpp"
        header.write_text("#include <ecluse/connector.hpp>\n")
        made = header.with_suffix(".hpp.gch")
        subprocess.run(self.words + ["-x", "c++-header", header, "-o", made], check=True)
        clang = "clang" in Path(program).name
        self.words += ["-include-pch", str(made)] if clang else ["-include", str(header)]

    def run(self, pair, twin):
        words = self.words + ["-fsyntax-only", f"-D{twin}", str(pair)]
        return subprocess.run(words, capture_output=True, text=True, errors="replace", check=False)


def judge(compiler, pair):
    """What is wrong with one pair under one compiler, or None."""
    name = f"{pair.stem} with {Path(compiler.words[0]).name}"
    good, bad = compiler.run(pair, "GOOD"), compiler.run(pair, "BAD")
    if good.returncode != 0:
        return f"{name}: the good twin does not compile\n{good.stderr[:2000]}"
    if bad.returncode == 0:
        return f"{name}: the bad twin compiles"
    if sentence_of(pair) not in bad.stderr:
        return f"{name}: the bad twin fails without our sentence\n{bad.stderr[:2000]}"
    return None


def unshown(includes, pairs):
    """Sentences of the headers that no pair shows."""
    shown = [sentence_of(pair) for pair in pairs]
    for header in sorted(h for i in includes for h in Path(i).rglob("*.hpp")):
        for said in re.findall(r'"(ecluse: [^"]*)', header.read_text()):
            if not any(s.startswith(said) or said.startswith(s) for s in shown):
                yield f"{header.name}: no pair shows: {said}"


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--include", action="append", required=True)
    arguments.add_argument("--compiler", action="append", required=True)
    arguments.add_argument("pairs", nargs="*")
    given = arguments.parse_args()
    pairs = sorted(p for p in HERE.glob("*.cpp") if not given.pairs or p.stem in given.pairs)
    found = [c for c in given.compiler if shutil.which(c)]
    missing = [c for c in given.compiler if c not in found]
    if missing or len(pairs) < (len(given.pairs) or 12):
        sys.exit(f"not there: {missing or given.pairs or 'twelve pairs'}")
    with tempfile.TemporaryDirectory() as folder:
        compilers = [Compiler(program, given.include, folder) for program in found]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            faults = [f for f in pool.map(lambda job: judge(*job),
                                          [(c, p) for p in pairs for c in compilers]) if f]
    if not given.pairs:
        faults += unshown(given.include, pairs)
    print("\n".join(faults))
    print(f"{len(pairs)} pairs, {len(compilers)} compilers, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
