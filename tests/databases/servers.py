#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Database servers of the tests' own: a private data folder, a Unix socket and a loopback port, never the machine's.

    servers.py start FOLDER [mariadb] [postgresql]   starts both, or those named; FOLDER/servers.json says how to reach them
    servers.py restart FOLDER NAME [--kill]          stops NAME (by SIGKILL with --kill) and starts it on the same data and port
    servers.py kill FOLDER NAME                      ends NAME by SIGKILL: its data stays, `restart` brings it back
    servers.py stop FOLDER                           ends them, by their pids, and removes their data

Never as root: root runs them as `nobody`. A server that nobody stops ends by itself after an hour."""
import glob
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

LONGEST = 3600
USER = "ecluse"  # may do everything; tests make narrower accounts themselves


def account():
    """What the servers run as, when we are root."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam("nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def run(command, **more):
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", **account(), **more)
    if done.returncode != 0:
        sys.exit(f"{command[0]}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def spawn(command, log):
    """The pid of `timeout`, which keeps the server: the server tells its own in its pid file."""
    with open(log, "ab") as out:
        return subprocess.Popen(["timeout", "--foreground", "--signal=TERM", str(LONGEST), *command], stdin=subprocess.DEVNULL,
                                stdout=out, stderr=out, cwd="/", start_new_session=True, **account()).pid


def program(name, *places):
    for place in places:
        found = sorted(glob.glob(f"{place}/{name}"))
        if found:
            return found[-1]
    sys.exit(f"{name} is not installed: run tests/setup/install")


class MariaDb:
    name = "mariadb"

    def create(self, facts):
        server = program("mariadbd", "/usr/sbin", "/usr/libexec")
        run([program("mariadb-install-db", "/usr/bin"), "--no-defaults", f"--datadir={facts['data']}", "--skip-test-db",
             "--auth-root-authentication-method=normal", f"--tmpdir={facts['folder']}"])
        statements = (f"CREATE USER {USER}@'localhost' IDENTIFIED BY '{facts['password']}';\n"
                      f"GRANT ALL ON *.* TO {USER}@'localhost' WITH GRANT OPTION;\n"
                      f"CREATE USER {USER}@'127.0.0.1' IDENTIFIED BY '{facts['password']}';\n"
                      f"GRANT ALL ON *.* TO {USER}@'127.0.0.1' WITH GRANT OPTION;\n"
                      "DROP USER root@'localhost';\nCREATE DATABASE ecluse CHARACTER SET utf8mb4;\n")
        run([server, "--no-defaults", "--bootstrap", "--skip-networking", f"--datadir={facts['data']}"],
            input="USE mysql;\nFLUSH PRIVILEGES;\n" + statements)

    def command(self, facts):
        return [program("mariadbd", "/usr/sbin", "/usr/libexec"), "--no-defaults", f"--datadir={facts['data']}", "--bind-address=127.0.0.1",
                f"--port={facts['port']}", f"--socket={facts['socket']}", f"--pid-file={facts['folder']}/mariadb.pid",
                f"--tmpdir={facts['folder']}", "--character-set-server=utf8mb4", "--skip-log-bin", "--skip-name-resolve",
                "--innodb-buffer-pool-size=96M", "--max-connections=400", "--event-scheduler=off"]

    def pid_file(self, facts):
        return f"{facts['folder']}/mariadb.pid"

    def ready(self, facts):
        with socket.create_connection(("127.0.0.1", facts["port"]), timeout=1) as line:
            return b"mysql_native_password" in line.recv(200)  # its greeting: it answers calls


class PostgreSql:
    name = "postgresql"

    def bin(self, name):
        return program(name, "/usr/lib/postgresql/*/bin")

    def create(self, facts):
        word = f"{facts['folder']}/password"
        run(["sh", "-c", f"umask 077; cat > '{word}'"], input=facts["password"])
        run([self.bin("initdb"), "-D", facts["data"], "-U", USER, f"--pwfile={word}", "-A", "scram-sha-256", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync"])
        run([self.bin("postgres"), "--single", "-D", facts["data"], "postgres"], input=f"CREATE DATABASE {USER}\n")

    def command(self, facts):
        options = {"listen_addresses": "127.0.0.1", "port": facts["port"], "unix_socket_directories": facts["folder"],
                   "max_connections": 300, "shared_buffers": "96MB"}
        return [self.bin("postgres"), "-D", facts["data"]] + [part for name, value in options.items()
                                                              for part in ("-c", f"{name}={value}")]

    def pid_file(self, facts):
        return f"{facts['data']}/postmaster.pid"

    def ready(self, facts):
        return subprocess.run([self.bin("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(facts["port"]), "-U", USER, "-d", USER],
                              check=False).returncode == 0


SERVERS = {"mariadb": MariaDb(), "postgresql": PostgreSql()}


def alive(pid):
    """Whether the process runs; a zombie whose parent never waits does not."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def belongs(facts, pid):
    """Whether the process still is the server of this data folder: pids come back."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return facts["data"].encode() in file.read()
    except OSError:
        return False


def begin(server, facts):
    facts["keeper"] = spawn(server.command(facts), facts["log"])
    for _ in range(600):
        try:
            with open(server.pid_file(facts)) as file:
                pid = int(file.readline())
            if alive(pid) and belongs(facts, pid) and server.ready(facts):
                facts["pid"] = pid
                return
        except (OSError, ValueError):
            pass
        if not alive(facts["keeper"]):
            break
        time.sleep(0.05)
    with open(facts["log"], errors="replace") as file:
        sys.exit(f"{server.name} did not start:\n{file.read()[-3000:]}")


def end(facts, how):
    for _ in range(400):
        if not belongs(facts, facts.get("pid", 0)) or not alive(facts["pid"]):
            return
        os.kill(facts["pid"], how)
        time.sleep(0.05)
        # PostgreSQL: SIGINT cuts its clients off instead of waiting for them; MariaDB knows TERM alone.
    os.kill(facts["pid"], signal.SIGKILL)


def polite(name):
    return signal.SIGINT if name == "postgresql" else signal.SIGTERM


def read(folder):
    try:
        with open(f"{folder}/servers.json") as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


def write(folder, servers):
    partial = f"{folder}/servers.json.new"
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(servers, file, indent=1)
    os.rename(partial, f"{folder}/servers.json")


def start(folder, names):
    stop(folder)  # an earlier run that was interrupted
    os.makedirs(folder, exist_ok=True)
    servers = {}
    for name in names or SERVERS:
        # Short, for the path of a Unix socket has 107 bytes; and where `nobody` may go.
        place = tempfile.mkdtemp(prefix="ecluse-db-")
        if account():
            os.chown(place, account()["user"], account()["group"])
        facts = {"engine": name if name == "postgresql" else "mysql", "host": "127.0.0.1", "port": free_port(), "user": USER,
                 "password": secrets.token_hex(12), "database": USER, "folder": place, "data": f"{place}/data",
                 "log": os.path.abspath(f"{folder}/{name}.log"),
                 "socket": place if name == "postgresql" else f"{place}/mariadb.sock"}
        servers[name] = facts
        write(folder, servers)
        open(facts["log"], "wb").close()
        SERVERS[name].create(facts)
        begin(SERVERS[name], facts)
        write(folder, servers)


def kill(folder, name):
    facts = read(folder)[name]
    end(facts, signal.SIGKILL)


def restart(folder, name, hard):
    servers = read(folder)
    end(servers[name], signal.SIGKILL if hard else polite(name))
    begin(SERVERS[name], servers[name])
    write(folder, servers)


def stop(folder):
    for name, facts in read(folder).items():
        end(facts, polite(name))
        shutil.rmtree(facts["folder"], ignore_errors=True)
    if os.path.exists(f"{folder}/servers.json"):
        os.remove(f"{folder}/servers.json")


def main():
    if len(sys.argv) < 3 or sys.argv[1] not in ("start", "stop", "restart", "kill"):
        sys.exit(__doc__)
    verb, folder, rest = sys.argv[1], sys.argv[2], sys.argv[3:]
    if verb == "start":
        start(folder, rest)
    elif verb == "restart":
        restart(folder, rest[0], "--kill" in rest)
    elif verb == "kill":
        kill(folder, rest[0])
    else:
        stop(folder)


if __name__ == "__main__":
    main()
