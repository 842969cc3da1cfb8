"""A private PostgreSQL server for the tests: its own folder, its own free port on the loopback address, no fsync.

It never touches a server that runs on the machine already, and dies with the test run even when that is killed.
"""

from __future__ import annotations

import itertools
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

USER = "jingge"
START_SECONDS = 60
NOT_INSTALLED = "没有 PostgreSQL 服务器，跨引擎的测试没有运行：请先运行 apt-get install postgresql。"
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "timezone": "UTC",
    "log_min_messages": "warning",
}
"""Nothing here outlives the test run, so safety against a power cut is given away for speed."""


@dataclass(frozen=True)
class Server:
    """A running server and the way to it."""

    port: int
    password: str
    process: subprocess.Popen[bytes]

    def url(self, database: str) -> str:
        """Return SQLAlchemy's address of a database."""
        return f"postgresql+psycopg://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        """Connect to the maintenance database, outside any transaction."""
        address = self.url("postgres").replace("+psycopg", "")
        return psycopg.connect(address, autocommit=True, connect_timeout=5)

    def create_database(self, name: str, template: str = "template0") -> None:
        """Create a database: empty, or a copy of another nobody is connected to."""
        with self.connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def drop_database(self, name: str) -> None:
        """Drop a database, also under connections that a failed test left open."""
        with self.connect() as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def programs() -> Path | None:
    """Return the folder of the newest installed server's programs, if there is one."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return None if found is None else Path(found).parent


@contextmanager
def running_server() -> Iterator[Server]:
    """Make a cluster in a temporary folder, serve it, and remove both in the end."""
    bin_folder = programs()
    if bin_folder is None:
        raise FileNotFoundError(NOT_INSTALLED)
    account = server_account()
    folder = Path(tempfile.mkdtemp(prefix="jingge-postgres-"))
    try:
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
        password = secrets.token_hex(16)
        make_cluster(bin_folder, folder, password, account)
        server = start(bin_folder, folder, password, account)
        try:
            yield server
        finally:
            stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def server_account() -> pwd.struct_passwd | None:
    """Return the account the server runs under: its programs refuse root, and anyone else keeps their own."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def as_account(command: list[str], account: pwd.struct_passwd | None) -> list[str]:
    """Return the command run under the account and ended with this process, however that ends."""
    rights = [] if account is None else [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    return ["setpriv", *rights, "--pdeathsig=INT", *command]


def make_cluster(bin_folder: Path, folder: Path, password: str, account: pwd.struct_passwd | None) -> None:
    """Run initdb: UTF-8, byte order (the order SQLite keeps too), and a password even on the loopback address."""
    secret = folder / "password"
    secret.write_text(password, encoding="ascii")
    secret.chmod(0o600)
    if account is not None:
        os.chown(secret, account.pw_uid, account.pw_gid)
    options = ["--username", USER, "--pwfile", str(secret), "--auth=scram-sha-256", "--no-sync", "--no-instructions"]
    command = [str(bin_folder / "initdb"), "-D", str(folder / "data"), "-E", "UTF8", "--locale=C", *options]
    made = subprocess.run(as_account(command, account), cwd="/", capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")


def start(bin_folder: Path, folder: Path, password: str, account: pwd.struct_passwd | None) -> Server:
    """Start the server; another program may take the free port first, so a few ports are tried."""
    log = folder / "log"
    for attempt in itertools.count(1):
        port = free_port()
        command = [str(bin_folder / "postgres"), "-D", str(folder / "data"), "-p", str(port)]
        for name, value in SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        with log.open("wb") as output:
            process = subprocess.Popen(
                as_account(command, account), cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        server = Server(port, password, process)
        if answers(server):
            return server
        stop(server)
        if attempt == 3:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")
    raise AssertionError("unreachable")


def free_port() -> int:
    """Return a port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(server: Server) -> bool:
    """Wait until the server takes connections; false when it ended or stayed silent instead."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False


def stop(server: Server) -> None:
    """End the server by its own process: at once but in order, and by force where that takes too long."""
    for order in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if server.process.poll() is None:
            server.process.send_signal(order)
        try:
            server.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            continue
        return
