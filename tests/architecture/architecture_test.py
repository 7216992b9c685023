#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The judge is judged: each rule finds its bad sample, names it, and leaves the good one alone."""
import tempfile
import unittest
from pathlib import Path

import architecture


class Sample(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.put("host/base/result.hpp", "#pragma once\n")

    def put(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def found(self, check):
        return list(architecture.CHECKS[check](architecture.Tree(self.root)))

    def expect(self, check, where, rule):
        found = self.found(check)
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(where + ":"), found[0])
        self.assertIn(rule, found[0])


class Includes(Sample):
    def test_good_tree(self):
        self.put("host/json/a.cpp", '#include "base/result.hpp"\n#include <vector>\n#include "json/b.hpp"\n'
                                    '#include <ecluse/abi.h>\n#include "ecluse/kit/formats.hpp"\n')
        self.put("sdk/cpp/include/ecluse/x.hpp", '#include "ecluse/abi.h"\n#include <nlohmann/json.hpp>\n')
        self.put("sdk/abi/include/ecluse/ext/check.h", '#include "../abi.h"\n')
        self.put("sdk/abi/include/ecluse/abi.h", "")
        # A connector may call its own file as it likes, even store.hpp.
        self.put("connectors/a/store/b.hpp", "")
        self.put("connectors/a/c.cpp", '#include "store/b.hpp"\n#include <ecluse/connector.hpp>\n')
        self.assertEqual(self.found("includes"), [])

    def test_room_order(self):
        self.put("host/json/a.cpp", '\n#include "store/store.hpp"\n')
        self.expect("includes", "host/json/a.cpp:2", "json stands left of store")

    def test_angle_brackets_do_not_hide_it(self):
        self.put("host/base/a.hpp", "# include <app/serve.hpp>\n")
        self.expect("includes", "host/base/a.hpp:1", "base stands left of app")

    def test_unknown_room(self):
        self.put("host/misc/a.cpp", '#include "base/result.hpp"\n')
        self.expect("includes", "host/misc/a.cpp:1", "not in the order")

    def test_host_and_sdk(self):
        self.put("host/json/a.cpp", "#include <ecluse/connector.hpp>\n")
        self.expect("includes", "host/json/a.cpp:1", "nothing of sdk/")

    def test_host_and_another_kit(self):
        self.put("host/json/a.cpp", "#include <ecluse/kit/xml.hpp>\n")
        self.expect("includes", "host/json/a.cpp:1", "nothing of sdk/")

    def test_sdk_and_host(self):
        self.put("sdk/cpp/src/a.cpp", '#include "json/parse.hpp"\n')
        self.expect("includes", "sdk/cpp/src/a.cpp:1", "nothing of host/")

    def test_abi_is_a_leaf(self):
        self.put("sdk/abi/include/ecluse/ext/a.h", "#include <ecluse/result.hpp>\n")
        self.expect("includes", "sdk/abi/include/ecluse/ext/a.h:1", "leaf")

    def test_kit_and_connector_model(self):
        self.put("sdk/kit/xml/a.cpp", "#include <ecluse/connector.hpp>\n")
        self.expect("includes", "sdk/kit/xml/a.cpp:1", "connector model")

    def test_connector_and_host(self):
        self.put("connectors/a/a.cpp", '#include "base/result.hpp"\n')
        self.expect("includes", "connectors/a/a.cpp:1", "SDK alone")

    def test_connector_and_connector(self):
        self.put("connectors/b/b.hpp", "")
        self.put("connectors/a/a.cpp", '#include "../b/b.hpp"\n')
        self.expect("includes", "connectors/a/a.cpp:1", "belongs to connectors/b")

    def test_way_out_of_the_folder(self):
        self.put("plugins/a/a.cpp", '#include "../../nowhere/b.hpp"\n')
        self.expect("includes", "plugins/a/a.cpp:1", "the path leaves it")

    def test_connector_and_library_behind_the_kit(self):
        self.put("connectors/a/a.cpp", "#include <libxml/parser.h>\n")
        self.expect("includes", "connectors/a/a.cpp:1", "through sdk/kit")


class Links(Sample):
    def test_good(self):
        self.put("host/json/CMakeLists.txt", "ecluse_room(json\n SOURCES a.cpp # LINKS app\n LINKS base kit_formats\n"
                                             " PACKAGES nlohmann_json::nlohmann_json)")
        self.assertEqual(self.found("links"), [])

    def test_to_the_right(self):
        self.put("host/json/CMakeLists.txt", "ecluse_room(json SOURCES a.cpp LINKS base store)")
        self.expect("links", "host/json/CMakeLists.txt:1", "not store")

    def test_tests_too(self):
        self.put("host/json/CMakeLists.txt", "ecluse_room(json TESTS a.cpp TEST_LINKS app)")
        self.expect("links", "host/json/CMakeLists.txt:1", "not app")

    def test_not_a_room(self):
        self.put("host/json/CMakeLists.txt", "ecluse_room(json LINKS sdk)")
        self.expect("links", "host/json/CMakeLists.txt:1", "not a room")

    def test_wrong_name(self):
        self.put("host/json/CMakeLists.txt", "ecluse_room(base)")
        self.expect("links", "host/json/CMakeLists.txt:1", "called as its folder")

    def test_sdk_by_the_back_door(self):
        self.put("host/app/CMakeLists.txt", "ecluse_room(app LINKS base)\ntarget_link_libraries(app ecluse::sdk)")
        self.expect("links", "host/app/CMakeLists.txt:2", "but kit_formats")


class House(Sample):
    def test_readme_missing(self):
        self.expect("readme", "host/base:1", "has a README.md")

    def test_readme_forgets_a_header(self):
        self.put("host/base/README.md", "# base\n")
        self.expect("readme", "host/base/README.md:1", "result.hpp is not told of")

    def test_readme_complete(self):
        self.put("host/base/README.md", "# base\n- `result.hpp`: errors.\n")
        self.assertEqual(self.found("readme"), [])

    def test_length(self):
        self.put("sdk/kit/x/a.hpp", "\n" * 200)
        self.assertEqual(self.found("length"), [])
        self.put("sdk/kit/x/a.hpp", "\n" * 201)
        self.expect("length", "sdk/kit/x/a.hpp:201", "at most 200 lines")

    def test_columns_are_characters(self):
        self.put("sdk/kit/x/a.hpp", "é" * 100 + "\n")
        self.assertEqual(self.found("columns"), [])
        self.put("sdk/kit/x/a.hpp", "\n" + "é" * 101 + "\n")
        self.expect("columns", "sdk/kit/x/a.hpp:2", "101")

    def test_columns_of_raw_strings_are_theirs(self):
        long = "x" * 101
        self.put("sdk/kit/x/a.cpp", f'auto a = R"({long})";\nauto b = R"(\n{long}\n)";\n')
        self.assertEqual(self.found("columns"), [])
        self.put("sdk/kit/x/a.cpp", f'auto a = R"({long})";\n// {long}\n')
        self.expect("columns", "sdk/kit/x/a.cpp:2", "104")


if __name__ == "__main__":
    unittest.main()
