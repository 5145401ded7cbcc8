"""A page for each kind of problem: the address in ``type`` leads here."""

from html import escape

from rft_domain.shared.errors import RftError

from .docs_page import page
from .documented_errors import errors_of, every_error
from .endpoint import Endpoint
from .errors import NotFound
from .problem import family_of, status_of

_BACK = '<p class="links"><a href="/problems">All problems</a><a href="/docs">Calls</a></p>'


def problem_pages(endpoints: tuple[Endpoint, ...]) -> dict[str, bytes]:
    """By code."""
    return {code: _page(code, kind, endpoints) for code, kind in every_error(endpoints).items()}


def problem_index(endpoints: tuple[Endpoint, ...]) -> bytes:
    rows = "".join(
        f'<tr><td>{status_of(kind)}<td><a href="/problems/{code}"><code>{code}</code></a><td>{escape(kind.message)}'
        for code, kind in every_error(endpoints).items()
    )
    body = (
        '<main class="single"><header><p class="kicker">HTTP API</p><h1>Problems</h1><p>Every refusal is a problem '
        "document (RFC 9457). Its <code>code</code> is one of these and never changes its meaning.</p>"
        f'<p class="links"><a href="/docs">Calls</a></p></header><article><table>{rows}</table></article></main>'
    )
    return page("rft: problems", body)


def _page(code: str, kind: type[RftError], endpoints: tuple[Endpoint, ...]) -> bytes:
    calls = "".join(
        f'<li><a href="/docs#{endpoint.name}"><code>{endpoint.method} {escape(endpoint.path)}</code></a>'
        for endpoint in endpoints
        if any(one.code == code for one in errors_of(endpoint))
    )
    where = f"<h4>Calls that can answer with it</h4><ul>{calls}</ul>" if calls else ""
    body = (
        f'<main class="single"><header><p class="kicker">Problem · status {status_of(kind)} · family '
        f"{family_of(kind).code}</p><h1><code>{code}</code></h1><p>{escape(kind.message)}</p>{_BACK}</header>"
        f"<article>{where}</article></main>"
    )
    return page(f"rft: {code}", body)


def problem_page(pages: dict[str, bytes], code: str) -> bytes:
    """Raises :class:`NotFound` for a code that does not exist."""
    if code not in pages:
        raise NotFound()
    return pages[code]
