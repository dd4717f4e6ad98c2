"""A web site on loopback that behaves as it is told: like the real web.

    with loopback.serving() as site:
        site.page("/", "<h1>…</h1>")
        site.add("/slow", lambda request: Answer(b"late", delay=2.0))
        …crawl site.url…
        site.asked("/slow"), site.log

It speaks HTTP by hand, so that it can be wrong in all the ways servers are.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from email.parser import Parser
from email.utils import formatdate
from hashlib import sha256
from socketserver import StreamRequestHandler, ThreadingTCPServer
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came in."""

    method: str
    path: str
    """Path and query."""
    headers: Message
    """Case does not matter: ``headers["If-None-Match"]``."""
    at: float
    """``time.monotonic()``."""
    count: int
    """How many requests for this path there have been, this one included."""

    @property
    def conditional(self) -> bool:
        return "If-None-Match" in self.headers or "If-Modified-Since" in self.headers


@dataclass(slots=True)
class Answer:
    """What is sent back."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    """Content-Type and Content-Length are given unless said; one that is said goes out as it is."""
    delay: float = 0.0
    """Seconds before the first byte."""
    pace: float = 0.0
    """Seconds between pieces of a hundredth of the body."""
    cut: int | None = None
    """Close the connection after so many bytes of the body."""
    raw: bytes | None = None
    """Send exactly this, and close."""


Handler = Callable[[Asked], Answer]


class Loopback(ThreadingTCPServer):
    """The site. Paths nobody has added are 404; ``/robots.txt`` too, until it is added."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__((host, port), _Connection)
        self.log: list[Asked] = []
        """Every request, in order."""
        self.bodies: list[tuple[str, int]] = []
        """Path and length of every body sent, in order: a 304 has none."""
        self._handlers: dict[str, Handler] = {}
        self._lock = threading.Lock()
        self._counts: dict[str, int] = {}

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        host, port = self.server_address[:2]
        return f"http://{host}:{port}"

    @property
    def host(self) -> str:
        """``127.0.0.1:PORT``, as ``--allow-private`` takes it."""
        return urlsplit(self.url).netloc

    def add(self, path: str, handler: Handler | Answer) -> None:
        """Answer a path (with its query, or without for any query)."""
        self._handlers[path] = handler if callable(handler) else lambda _: handler

    def page(self, path: str, body: str, *, validators: bool = False, **headers: str) -> None:
        """A page of HTML; with ``validators``, it has an ETag and a Last-Modified, and 304 is known."""
        answer = Answer(body, headers={"Content-Type": "text/html; charset=utf-8", **headers})
        self.add(path, validated(answer) if validators else answer)

    def asked(self, path: str) -> list[Asked]:
        """The requests for a path, whatever their query."""
        return [asked for asked in self.log if urlsplit(asked.path).path == path]

    def answer(self, method: str, path: str, headers: Message) -> Answer:
        with self._lock:
            count = self._counts[path] = self._counts.get(path, 0) + 1
            asked = Asked(method, path, headers, time.monotonic(), count)
            self.log.append(asked)
        handler = self._handlers.get(path) or self._handlers.get(urlsplit(path).path)
        answer = handler(asked) if handler else Answer("<h1>404 Not Found</h1>", 404)
        if answer.status != 304 and method != "HEAD":
            with self._lock:
                self.bodies.append((path, len(answer.raw if answer.raw is not None else answer.body)))
        return answer


def validated(answer: Answer) -> Handler:
    """An answer with validators: 304 without a body to a request that has them."""
    body = answer.body.encode() if isinstance(answer.body, str) else answer.body
    tag = f'"{sha256(body).hexdigest()[:16]}"'
    changed = formatdate(time.time(), usegmt=True)

    def handler(asked: Asked) -> Answer:
        known = {"ETag": tag, "Last-Modified": changed}
        if asked.headers["If-None-Match"] == tag:
            return Answer(status=304, headers=known)
        return Answer(body, answer.status, answer.headers | known)

    return handler


class _Connection(StreamRequestHandler):
    server: Loopback
    timeout = 30
    disable_nagle_algorithm = True

    def handle(self) -> None:
        try:
            while self._request():
                pass
        except (ConnectionError, TimeoutError):
            return  # the crawler hung up: its right

    def _request(self) -> bool:
        """Answer one request; whether the connection stays open."""
        line = self.rfile.readline(65_537).decode("latin-1").split()
        if len(line) != 3:
            return False
        head = []
        while (header := self.rfile.readline(65_537)) not in (b"\r\n", b"\n", b""):
            head.append(header.decode("latin-1"))
        answer = self.server.answer(line[0], line[1], Parser().parsestr("".join(head)))
        time.sleep(answer.delay)
        if answer.raw is not None:
            self.wfile.write(answer.raw)
            return False
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
        if answer.status == 304:
            headers = {}
        lines = "".join(f"{name}: {value}\r\n" for name, value in (headers | answer.headers).items())
        self.wfile.write(f"HTTP/1.1 {answer.status} Said\r\n{lines}\r\n".encode("latin-1"))
        if line[0] == "HEAD" or answer.status == 304:
            return True
        if answer.cut is not None:
            self.wfile.write(body[: answer.cut])
            self.connection.shutdown(socket.SHUT_RDWR)
            return False
        step = max(1, len(body) // 100) if answer.pace else max(1, len(body))
        for start in range(0, len(body), step):
            self.wfile.write(body[start : start + step])
            time.sleep(answer.pace)
        # Who gives a wrong length is believed by nobody afterwards.
        return "Content-Length" not in answer.headers


@contextmanager
def serving(host: str = "127.0.0.1", port: int = 0) -> Iterator[Loopback]:
    """A running site, for as long as the block lasts."""
    site = Loopback(host, port)
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
        thread.join()
