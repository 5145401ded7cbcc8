"""The server starts, answers, adds up its workers and leaves no process behind."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest

PROGRAM = """
import sys
from rft_app.http.server import ServeOptions, serve

if __name__ == "__main__":
    serve(ServeOptions(
        port=int(sys.argv[1]), workers=int(sys.argv[2]), memory=sys.argv[2] == "1", threads=2,
        environment={"RFT_MEMORY": "true", "RFT_LOG_LEVEL": "error"}, on_ready=lambda: print("ready", flush=True),
    ))
    print("ended", flush=True)
"""


class Running:
    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self.process = process
        self.port = port

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def workers(self) -> set[int]:
        found = set()
        for pid in self.left():
            with suppress(OSError):
                if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.add(pid)
        return found

    def left(self) -> set[int]:
        """Processes of its group that still run."""
        found = set()
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                _, _, rest = (entry / "stat").read_text().rpartition(")")
            except OSError:
                continue
            state, _, group = rest.split()[:3]
            if int(group) == self.process.pid and state != "Z":
                found.add(int(entry.name))
        return found


@contextmanager
def running(folder: Path, workers: int) -> Iterator[Running]:
    program = folder / "program.py"
    program.write_text(PROGRAM)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    source = str(Path(__file__).parents[3] / "src")
    process = subprocess.Popen(
        [sys.executable, str(program), str(port), str(workers)],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": source, "PROMETHEUS_MULTIPROC_DIR": "/nowhere"},
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield Running(process, port)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("workers", [1, 2])
def test_it_ends_when_told_to_and_leaves_no_process_behind(tmp_path: Path, workers: int, stop: signal.Signals) -> None:
    with running(tmp_path, workers) as server:
        assert server.get("/healthz") == (200, '{"status":"ok"}')
        assert len(server.left()) >= 1 + workers
        server.process.send_signal(stop)
        assert server.process.wait(timeout=15) == 0
        assert server.process.stdout is not None
        assert server.process.stdout.read() == "ended\n"
        _gone(server)


def test_workers_end_with_a_server_that_was_killed(tmp_path: Path) -> None:
    with running(tmp_path, 2) as server:
        server.process.kill()
        server.process.wait(timeout=5)
        _gone(server)


def test_bodies_that_never_arrive_do_not_stop_it(tmp_path: Path) -> None:
    half = b"POST /api/bookings HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
    with running(tmp_path, 1) as server, ExitStack() as slow:
        for _ in range(60):
            slow.enter_context(socket.create_connection(("127.0.0.1", server.port))).sendall(half)
        time.sleep(0.5)
        assert server.get("/healthz")[0] == 200
        assert server.get("/api/courses")[0] == 200


def test_a_worker_that_dies_is_replaced_and_the_service_goes_on(tmp_path: Path) -> None:
    with running(tmp_path, 2) as server:
        first, second = server.workers()
        os.kill(first, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while len(server.workers() - {first}) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(server.workers() - {first, second}) == 1
        assert {server.get("/healthz")[0] for _ in range(20)} == {200}
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=15) == 0
        _gone(server)


def test_the_metrics_of_all_workers_are_added_up(tmp_path: Path) -> None:
    with running(tmp_path, 2) as server:
        threads = [Thread(target=server.get, args=("/healthz",)) for _ in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        status, text = server.get("/metrics")
        assert status == 200
        assert re.search(r'rft_http_requests_total\{method="GET",route="/healthz",status="200"\} 40\.0', text)


def test_a_worker_that_cannot_start_ends_the_server(tmp_path: Path) -> None:
    program = PROGRAM.replace('"RFT_MEMORY": "true"', '"RFT_MEMORY": "perhaps"')
    (tmp_path / "program.py").write_text(program)
    source = str(Path(__file__).parents[3] / "src")
    done = subprocess.run(
        [sys.executable, str(tmp_path / "program.py"), "0", "2"],
        env=os.environ | {"PYTHONPATH": source},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1


def _gone(server: Running) -> None:
    deadline = time.monotonic() + 5
    while server.left() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert server.left() == set()
