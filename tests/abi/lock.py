#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Size and offset of every struct of the ABI, measured by the compilers, against sdk/abi/abi.lock.

lock.py CHECK|--update  INCLUDE_FOLDER LOCK_FILE
Compiles and runs a small program for each language and compiler; all must print the same lines.
"""
import os
import re
import subprocess
import sys
import tempfile

MATRIX = [("gcc", "c11"), ("gcc", "c17"), ("clang", "c11"), ("clang", "c17")] + [
    (compiler, f"c++{year}") for compiler in ("g++", "clang++") for year in ("11", "14", "17", "20")]
WARNINGS = ["-Wall", "-Wextra", "-pedantic", "-Werror"]


def headers(include):
    found = []
    for folder, _, files in os.walk(include):
        found += [os.path.relpath(os.path.join(folder, name), include) for name in files if name.endswith(".h")]
    return sorted(found)


def structs(include):
    """Name and members of each `typedef struct x {...} x;`, in order."""
    for header in headers(include):
        text = re.sub(r"/\*.*?\*/", "", open(os.path.join(include, header)).read(), flags=re.S)
        for name, body in re.findall(r"typedef struct (\w+) \{(.*?)\n\} \1;", text, flags=re.S):
            members = []
            for line in body.split(";"):
                line = line.strip()
                function = re.match(r".*?\(\*(\w+)\)\(", line, flags=re.S)
                if function:
                    members.append(function.group(1))
                elif line:
                    members += [part.strip().split()[-1].lstrip("*") for part in line.split(",")]
            yield name, members


def program(include):
    lines = [f"#include <{header}>" for header in headers(include)] + ["#include <stdio.h>", "int main(void) {"]
    for name, members in structs(include):
        lines.append(f'  printf("{name} %u\\n", (unsigned)sizeof({name}));')
        for member in members:
            lines.append(f'  printf("{name}.{member} %u\\n", (unsigned)offsetof({name}, {member}));')
    return "\n".join(lines + ["  return 0;", "}", ""])


def measure(include, compiler, standard):
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "lock.c" if not standard.startswith("c++") else "lock.cpp")
        open(source, "w").write(program(include))
        binary = os.path.join(folder, "lock")
        subprocess.run([compiler, f"-std={standard}", *WARNINGS, "-I", include, source, "-o", binary], check=True)
        return subprocess.run([binary], check=True, capture_output=True, text=True).stdout


def alone(include):
    """Each header compiles by itself, in C and in C++."""
    for header in headers(include):
        for compiler, standard, language in (("gcc", "c11", "c"), ("clang++", "c++11", "c++")):
            subprocess.run([compiler, f"-std={standard}", *WARNINGS, "-I", include, "-x", language, "-fsyntax-only", "-"],
                           input=f"#include <{header}>\ntypedef int not_empty;\n", text=True, check=True)


def main():
    mode, include, lock = sys.argv[1:4]
    alone(include)
    measured = {pair: measure(include, *pair) for pair in MATRIX}
    first = measured[MATRIX[0]]
    for pair, text in measured.items():
        if text != first:
            sys.exit(f"{pair} lays the structs out differently")
    if mode == "--update":
        open(lock, "w").write(first)
        return
    if open(lock).read() != first:
        sys.exit(f"{lock} differs: the layout changed. Only new lines at the end of a struct may appear.")
    print(f"{len(MATRIX)} compilers and languages agree with {os.path.basename(lock)}")


main()
