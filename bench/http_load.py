"""HTTP: the service as it is shipped, and a client light enough not to be what is measured."""

import json
import os
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from attrs import define

from .crew import Drive, Job, Sample
from .orders import Order

_SERVE = """
import os, sys
from rft_app.http.server import ServeOptions, serve
workers, port = map(int, sys.argv[1:])
ready = lambda: print("ready", flush=True)
serve(ServeOptions(port=port, workers=workers, deliver=False, on_ready=ready))
"""


@contextmanager
def http_server(url: str, workers: int) -> Iterator[str]:
    """The address of the service with ``workers`` processes. It sends no mail: nobody else who is measured does."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(workers), str(port)],
        # calls are counted, as ever, and the one address that all of them come from is not refused
        env=os.environ | {"DATABASE_URL": url, "RFT_CALLS_PER_MINUTE": str(10**9)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # one line for each request
    )
    try:
        if process.stdout is None or not process.stdout.readline():
            raise RuntimeError("the service did not start")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=30)


@contextmanager
def open_http(address: str) -> Iterator[Drive]:
    yield lambda job: _drive(address, job)


@define
class _Client:
    """One keep-alive connection with at most one request under way."""

    socket: socket.socket
    orders: Iterator[Order]
    started: float = 0.0
    answer: bytes = b""


def _drive(address: str, job: Job) -> Sample:
    """All clients in one thread: it waits for whichever connection has an answer."""
    parts = urlsplit(address)
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    latencies: list[float] = []
    deadline = job.start_at + job.seconds
    cpu = time.process_time()
    with selectors.DefaultSelector() as selector:
        clients = [_Client(socket.create_connection((host, port)), job.mix.orders()) for _ in range(job.clients)]
        for client in clients:
            client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(client.socket, selectors.EVENT_READ, client)
        time.sleep(max(0.0, job.start_at - time.monotonic()))
        for client in clients:
            _ask(client)
        waiting = len(clients)
        while waiting:
            for key, _ in selector.select():
                client = key.data
                if not _answered(client):
                    continue
                if (done := time.monotonic()) <= deadline:
                    latencies.append(done - client.started)
                    _ask(client)
                else:
                    waiting -= 1
        for client in clients:
            client.socket.close()
    return Sample(latencies=latencies, cpu=time.process_time() - cpu)


def _ask(client: _Client) -> None:
    request = request_of(next(client.orders))
    client.answer, client.started = b"", time.monotonic()
    client.socket.sendall(request)


def request_of(order: Order) -> bytes:
    body = json.dumps(
        {
            "contact": {
                "email": order.email,
                "first_name": order.first_name,
                "last_name": order.last_name,
                "phone": order.phone,
            },
            "attendees": [
                {"first_name": order.first_name, "last_name": order.last_name, "email": order.email},
                {"first_name": "Ben", "last_name": "Okafor", "email": order.companion_email},
            ],
        }
    ).encode()
    key = f"Idempotency-Key: {order.key}\r\n" if order.key else ""
    head = (
        f"POST /api/sessions/{order.session_id}/bookings HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n{key}\r\n"
    )
    return head.encode() + body


def _answered(client: _Client) -> bool:
    """Whether the whole answer is there. Anything but a booking made ends the bench."""
    received = client.socket.recv(65536)
    client.answer += received
    head, found, body = client.answer.partition(b"\r\n\r\n")
    if not received or (found and not head.startswith(b"HTTP/1.1 201 ")):
        raise RuntimeError(f"not a booking: {client.answer[:300]!r}")
    return bool(found) and len(body) >= _length(head)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise RuntimeError("an answer without Content-Length")
