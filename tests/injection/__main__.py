"""``nox -s sqlmap``: nothing that a caller may choose is injectable, and a call that is, is found.

``--quick`` is the self-check alone; ``--only NAME`` attacks the named calls.
"""

import argparse
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rft_app.http.endpoint import Endpoint
from rft_app.http.table import ENDPOINTS
from rft_app.logs import configure_logs
from tests.injection.service import PLANTED, Service, service
from tests.injection.sqlmap import Verdict, attack
from tests.injection.targets import MARK, request_of


def main() -> int:
    parser = argparse.ArgumentParser(prog="nox -s sqlmap --", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only the call that is injectable on purpose")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="names of calls, such as list_users")
    parser.add_argument("--jobs", type=int, default=1, help="how many sqlmap at a time")
    parser.add_argument("--minutes", type=float, default=30, help="at most so many for one call")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave requests and sqlmap's own words here")
    options = parser.parse_args()
    configure_logs("error")
    chosen = [one for one in ENDPOINTS if not options.quick and (not options.only or one.name in options.only)]
    with tempfile.TemporaryDirectory(prefix="rft-sqlmap-") as scratch, service() as running:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        if not _planted_is_found(running, folder):
            print("The call that is injectable on purpose was not found: nothing else would be")
            return 1
        print("The call that is injectable on purpose is found")
        if options.quick:
            return 0
        with ThreadPoolExecutor(options.jobs) as pool:
            verdicts = list(pool.map(lambda one: _attacked(one, running, folder, options.minutes), chosen))
        return _sum(verdicts, running.failures)


def _planted_is_found(running: Service, folder: Path) -> bool:
    """In a query and in JSON, which sqlmap treats differently."""
    head = f"HTTP/1.1\r\nHost: {running.host}"
    query = f"GET {PLANTED}?code=EFAW{MARK} {head}\r\n\r\n"
    body = f'POST {PLANTED} {head}\r\nContent-Type: application/json\r\n\r\n{{"a": "b{MARK}", "code": "EFAW{MARK}"}}'
    found = [attack(name, text, folder, minutes=5) for name, text in (("planted", query), ("planted-json", body))]
    return all(verdict.injectable for verdict in found)


def _attacked(endpoint: Endpoint, running: Service, folder: Path, minutes: float) -> Verdict:
    request = request_of(endpoint, running.ids, running.new_token(endpoint.name), running.host)
    verdict = attack(endpoint.name, request, folder, minutes=minutes)
    print(verdict.line(), flush=True)
    return verdict


def _sum(verdicts: list[Verdict], failures: list[str]) -> int:
    fine = sum(verdict.fine for verdict in verdicts)
    clean, marked = sum(verdict.clean for verdict in verdicts), sum(verdict.marked for verdict in verdicts)
    print(f"{fine} of {len(verdicts)} calls, {clean} of {marked} parameters: nothing injectable")
    for failure in failures[:10]:
        print(f"status 500: {failure}")
    return 0 if fine == len(verdicts) and not failures else 1


if __name__ == "__main__":
    sys.exit(main())
