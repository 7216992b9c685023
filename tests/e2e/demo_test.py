# SPDX-License-Identifier: EUPL-1.2
"""./demo as a new user meets it, with the programs of this build folder instead of a build of its own."""
import json
import os
import re
import signal
import socket
import subprocess
import threading
import unittest

from town import PROGRAM, SOURCE, free_port

PARENTS = ("Ousmane", "DIAYE", "Claire", "SECRETE")


def demo(port, *words):
    return subprocess.Popen(["bash", os.path.join(SOURCE, "demo"), *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            stdin=subprocess.DEVNULL, start_new_session=True,
                            env={**os.environ, "ECLUSE_DEMO_BUILD": os.path.dirname(os.path.dirname(PROGRAM)), "ECLUSE_DEMO_PORT": str(port), "LANG": "fr_FR.UTF-8"})


class Demo(unittest.TestCase):
    def test_once_runs_the_printed_calls(self):
        process = demo(free_port(), "--once")
        output, _ = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0, output)
        calls = [line for line in output.splitlines() if line.startswith("curl ")]
        run = [line for line in output.splitlines() if line.startswith("$ curl ")]
        self.assertGreaterEqual(len(calls), 8)
        self.assertEqual(len(run), len(calls))

    def test_calls_answer_when_pasted_and_ctrl_c_ends_it(self):
        port = free_port()
        process = demo(port)
        watchdog = threading.Timer(120, lambda: os.killpg(process.pid, signal.SIGKILL))
        watchdog.start()
        self.addCleanup(watchdog.cancel)
        calls, folder = [], None
        for line in process.stdout:
            if line.startswith("curl "):
                calls.append(line.strip())
            found = re.match(r"Ctrl-C stops it\. Its files are in (\S+)", line)
            if found:
                folder = found.group(1)
                break
        self.addCleanup(lambda: subprocess.run(["rm", "-rf", "--", folder], check=False) if folder else None)
        self.assertGreaterEqual(len(calls), 8)
        records = 0
        for call in calls:
            # As pasted, but for the status at the end.
            done = subprocess.run(["bash", "-c", call + " -sS -w '\\n%{http_code}'"], capture_output=True, text=True, timeout=30)
            body, status = done.stdout.rsplit("\n", 1)
            self.assertEqual(status, "200", call + "\n" + body + done.stderr)
            answer = json.loads(body)
            items = answer.get("items", []) if isinstance(answer, dict) else []
            records += len(items)
            if "/hooks/demandes/search" in call or "/hooks/deces/list-deaths" in call or "/hooks/deces/search-deaths" in call:
                self.assertTrue(items, call)
            if "/hooks/" in call and "/catalog" not in call:
                self.assertFalse([name for name in PARENTS if name in body], call)
        self.assertGreater(records, 5)
        os.killpg(process.pid, signal.SIGINT)  # a terminal's Ctrl-C goes to the whole group
        process.wait(timeout=15)
        process.stdout.close()
        with socket.socket() as probe:
            self.assertNotEqual(probe.connect_ex(("127.0.0.1", port)), 0, "the host is gone")

    def test_a_taken_port_is_said(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            process = demo(other.getsockname()[1], "--once")
            output, _ = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 1, output)
            self.assertIn(f"L'hôte ne peut pas écouter sur 127.0.0.1:{other.getsockname()[1]}.", output)
            self.assertIn("ou arrêtez ce qui occupe ce port", output)


if __name__ == "__main__":
    unittest.main()
