"""The two sites under gunicorn, and a reader who asks one thing at a time."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from bench.facts import PASSWORD

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
PATIENCE = 60  # seconds until a server must answer


class Server:
    """A site under gunicorn, on a port of its own."""

    def __init__(self, site: str, environment: dict[str, str], log: Path):
        self.port = _free_port()
        self._log = log.open("ab")
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "-c",
            "python:bench.serving",
            "-b",
            f"127.0.0.1:{self.port}",
            site,
        ]
        self._process = subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=self._log, stderr=self._log
        )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.1)
        raise RuntimeError(f"the server did not start; see {self._log.name}")

    def stop(self) -> None:
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(30)
        self._log.close()

    def _workers(self) -> list[Path]:
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return [Path(f"/proc/{pid}") for pid in children.read_text().split()] if children.exists() else []

    def forget_peak(self) -> None:
        """Begin to watch the memory of the workers anew (Linux only)."""
        for worker in self._workers():
            (worker / "clear_refs").write_text("5")

    def peak(self) -> float | None:
        """The most that a worker has held since, in MB."""
        found = [re.search(r"VmHWM:\s+(\d+)", (worker / "status").read_text()) for worker in self._workers()]
        return max((int(one[1]) / 1024 for one in found if one), default=None)


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many milliseconds."""

    status: int
    body: bytes
    location: str
    ms: float


class Reader:
    """Somebody with a browser: keeps cookies, asks one thing at a time."""

    def __init__(self, server: Server):
        self.server = server
        self._cookies: dict[str, str] = {}
        self.token = ""

    def get(self, address: str) -> Answer:
        return self._ask("GET", address)

    def post(self, address: str, fields: dict) -> Answer:
        if self.token:
            fields = {"csrf_token": self.token, **fields}
        return self._ask("POST", address, urlencode(fields))

    def sign_in(self, username: str) -> "Reader":
        """Through the page, as everybody."""
        self.token = TOKEN.search(self.get("/sign-in").body.decode())[1]
        answer = self.post("/sign-in", {"username": username, "password": PASSWORD})
        if answer.status != 302:
            raise RuntimeError(f"{username} could not sign in: {answer.status}")
        self.token = TOKEN.search(self.get("/mediations/new").body.decode())[1]
        return self

    def _ask(self, method: str, address: str, body: str | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        address = quote(address, safe="/?&=%+-_.~")
        begun = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=900)
        connection.request(method, address, body, headers)
        response = connection.getresponse()
        content = response.read()
        ms = (time.perf_counter() - begun) * 1000
        connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return Answer(response.status, content, response.headers.get("Location", ""), ms)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
