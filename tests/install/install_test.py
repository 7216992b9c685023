#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The SDK as somebody else uses it: built alone, installed, and everything that sdk/README.md says
done in a folder outside the tree; then the same repository consumed by add_subdirectory.

    install_test.py --source FOLDER --build FOLDER --ecluse PROGRAM [-- CMAKE FLAGS]"""
import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PART = re.compile(r"<!-- (run|says|file: (?P<path>\S+)) -->\n```\w*\n(?P<text>.*?)```\n", re.S)


def run(words, **more):
    """Ends the test with what was printed when it fails; answers what was printed."""
    done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, check=False,
                          stderr=subprocess.STDOUT, text=True, errors="replace", **more)
    if done.returncode != 0:
        sys.exit(f"FAILED ({done.returncode}): {' '.join(map(str, words))}\n{done.stdout}")
    return done.stdout


class Step:
    def __init__(self, name):
        self.name, self.start = name, time.monotonic()

    def done(self, more=""):
        print(f"{self.name}: {time.monotonic() - self.start:.1f} s {more}", flush=True)


def install_sdk(given, prefix):
    step = Step("SDK alone, built and installed")
    # Beside the build folder, so that ccache sees the same paths.
    build = given.build.parent / f"{given.build.name}-sdk"
    run(["cmake", "-S", given.source, "-B", build, "-G", "Ninja", "-DECLUSE_HOST=OFF", *given.flags,
         f"-DCMAKE_INSTALL_PREFIX={prefix}"])
    run(["cmake", "--build", build, "-j", os.cpu_count()])
    run(["cmake", "--install", build])
    for there in ("include/ecluse/abi.h", "include/ecluse/connector.hpp",
                  "include/ecluse/kit/xml.hpp", "include/ecluse/testing/fake_host.hpp", "bin/ecluse_plugin_cases",
                  "share/ecluse/template/cpp/connector.cpp", "lib/cmake/Ecluse/EcluseConfig.cmake"):
        assert (prefix / there).is_file(), f"not installed: {there}"
    assert not list(prefix.rglob("*host*/base*")) and not (prefix / "bin/ecluse").exists()
    step.done()


def follow_readme(given, place, environment):
    """Does what the page says, block by block; what `says` holds was printed by the last run."""
    printed, counts = "", {"run": 0, "says": 0, "file": 0}
    for part in PART.finditer((given.source / "sdk/README.md").read_text()):
        kind, text = part[1].split(":")[0], part["text"]
        counts[kind] += 1
        if kind == "file":
            path = place / part["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        elif kind == "run":
            step = Step("README: " + text.strip().splitlines()[0])
            printed = run(["bash", "-euo", "pipefail", "-c", text], cwd=place, env=environment)
            step.done()
        else:
            for line in text.splitlines():
                assert line.strip() in printed, f"the README promises: {line}\nprinted:\n{printed}"
    assert counts["run"] >= 5 and counts["file"] >= 8 and counts["says"] >= 4, counts


def refuse_twice(given, place, environment):
    for name, sentence in (("rooms", "There is a folder of this name here already"),
                           ("Rooms!", "lower-case")):
        done = subprocess.run([given.ecluse, "plugin", "new", name], cwd=place, env=environment,
                              capture_output=True, text=True, check=False)
        assert done.returncode == 1 and sentence in done.stderr, (name, done)


def break_it(place, environment):
    """A tool that always says yes would pass too: one wrong answer, one wrong manifest."""
    answer = place / "rooms/cases/finds-large-rooms/response.json"
    answer.write_text('{"rooms": []}')
    done = subprocess.run(["ecluse", "plugin", "test", "rooms"], cwd=place, env=environment,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "FAILED   finds-large-rooms" in done.stdout, done
    done = subprocess.run(["ctest", "--test-dir", "rooms/build"], cwd=place, env=environment,
                          capture_output=True, text=True, check=False)
    assert done.returncode != 0 and "cases-rooms" in done.stdout, done


def find_by_name(place, environment):
    """A name is looked for in the folders of [plugins]."""
    words = ["ecluse", "--config", "town/ecluse.toml", "plugin", "check", "rooms", "--only-failed"]
    shutil.move(place / "rooms/cases", place / "kept")
    (place / "rooms").rename(place / "elsewhere")
    config = place / "town/ecluse.toml"
    config.write_text(config.read_text().replace("../rooms/", "../elsewhere/"))
    done = subprocess.run(words, cwd=place, env=environment, capture_output=True, text=True,
                          check=False)
    assert done.returncode == 1 and "golden-cases" in done.stdout, done
    shutil.move(place / "kept", place / "elsewhere/cases")


def use_installed_host(given, place, prefix):
    """An installed host finds the template that was installed beside it."""
    run(["cmake", "--install", given.build, "--component", "host", "--prefix", prefix])
    run([prefix / "bin/ecluse", "plugin", "new", "beside"], cwd=place)
    assert "beside" in (place / "beside/CMakeLists.txt").read_text()
    shutil.rmtree(place / "beside")


def consume_subdirectory(given, place, environment):
    step = Step("add_subdirectory")
    project = place / "consumer"
    shutil.copytree(place / "elsewhere", project, ignore=shutil.ignore_patterns("build"))
    text = (project / "CMakeLists.txt").read_text()
    found = text.replace("find_package(Ecluse REQUIRED)",
                         f"add_subdirectory({given.source} ecluse)")
    assert found != text
    (project / "CMakeLists.txt").write_text(found.replace("LANGUAGES CXX", "LANGUAGES C CXX"))
    build = given.build.parent / f"{given.build.name}-subdirectory"
    shutil.rmtree(build, ignore_errors=True)
    clean = {name: value for name, value in environment.items() if name != "CMAKE_PREFIX_PATH"}
    run(["cmake", "-S", project, "-B", build, *given.flags], env=clean)
    run(["cmake", "--build", build, "-j", os.cpu_count(), "--target", "rooms"], env=clean)
    made = build / "plugins/rooms.so"
    assert made.is_file() and made.with_suffix(".manifest.json").is_file()
    assert not (build / "ecluse/host").exists(), "a consumer builds the SDK alone"
    shutil.rmtree(build)
    step.done()


def measure_smallest(given, prefix):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(["g++", "-std=c++20", "-O2", "-fPIC", f"-I{prefix}/include", "-c", "-o", "/dev/null",
         given.source / "examples/smallest_cpp/connector.cpp"])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"g++ -O2 of examples/smallest_cpp: {seconds:.2f} s of processor time")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    for name in ("source", "build", "ecluse"):
        arguments.add_argument(f"--{name}", type=Path, required=True)
    arguments.add_argument("flags", nargs="*")
    given = arguments.parse_args()
    os.environ.update(CCACHE_BASEDIR=str(given.source), CCACHE_NOHASHDIR="1")
    with tempfile.TemporaryDirectory(prefix="ecluse-install-") as folder:
        place = Path(folder)
        place.chmod(0o755)  # the host leaves root and still has to read it
        prefix = place / "prefix"
        environment = dict(os.environ, LANG="en_US.UTF-8", LC_ALL="", CMAKE_PREFIX_PATH=str(prefix),
                           CMAKE_GENERATOR="Ninja",
                           PATH=f"{given.ecluse.parent}:{prefix}/bin:{os.environ['PATH']}")
        install_sdk(given, prefix)
        measure_smallest(given, prefix)
        follow_readme(given, place, environment)
        refuse_twice(given, place, environment)
        break_it(place, environment)
        find_by_name(place, environment)
        use_installed_host(given, place, prefix)
        consume_subdirectory(given, place, environment)


if __name__ == "__main__":
    main()
