#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Runs a program under the system call filter of a systemd unit, as an ordinary user with no new privileges:

    under_unit.py UNIT PROGRAM [ARGUMENT ...]

What the unit allows is asked of systemd-analyze, so that no running systemd is needed. Ends with 77 (skipped)
where the unit or systemd-analyze is not there."""
import ctypes
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

SKIPPED, NOBODY = 77, 65534
ALLOW, REFUSE_EPERM = 0x7FFF0000, 0x00050001


def calls_of(name):
    """The system calls of a name, or of a @set and the sets in it."""
    if not name.startswith("@"):
        return {name}
    listed = subprocess.run(["systemd-analyze", "syscall-filter", name], capture_output=True, text=True, check=True)
    words = (line.strip() for line in listed.stdout.splitlines()[1:])
    return set().union(*(calls_of(word) for word in words if word and not word.startswith("#")))


def allowed_by(unit):
    allowed = set()
    for line in re.findall(r"^SystemCallFilter=(.*)$", unit, re.MULTILINE):
        named = set().union(*(calls_of(word) for word in line.lstrip("~").split()))
        allowed = allowed - named if line.startswith("~") else allowed | named
    return allowed


def landlock_version():
    create_ruleset, ask_version = 444, 1
    return ctypes.CDLL(None).syscall(create_ruleset, None, 0, ask_version)


def enter(allowed):
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_rule_add.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint]
    library.seccomp_load.argtypes = [ctypes.c_void_p]
    rules = library.seccomp_init(REFUSE_EPERM)
    for name in sorted(allowed):
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:
            library.seccomp_rule_add(rules, ALLOW, number, 0)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    if library.seccomp_load(rules) != 0:
        sys.exit("the filter is not loaded")


def main():
    unit, program = Path(sys.argv[1]), sys.argv[2:]
    if not unit.exists() or not shutil.which("systemd-analyze"):
        print(f"skipped: {unit.name} or systemd-analyze is not there")
        return SKIPPED
    allowed = allowed_by(unit.read_text(encoding="utf-8"))
    if not allowed:
        sys.exit(f"{unit.name} has no SystemCallFilter")
    handle = os.open(program[0], os.O_RDONLY)  # nobody may not reach its folder
    before = landlock_version()
    enter(allowed)
    if landlock_version() != before:
        sys.exit(f"{unit.name} hides Landlock: its tests would only be skipped")
    os.execve(handle, program, dict(os.environ))


if __name__ == "__main__":
    sys.exit(main())
