"""Everything about one person as a zip: for programs (UK GDPR, article 20) and for people (article 15)."""

import json
from collections.abc import Iterator, Mapping
from html import escape
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from rft_domain.privacy.queries import Export, Section

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;margin:0 0 1.5rem;width:100%}"
    "th,td{border:1px solid #ccc;padding:.3rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
    "th{width:14rem;font-weight:600;background:#f6f6f6}"
)
_OPENING = (
    "This is everything that is kept about you, taken at {at}. The same is in data.json, for programs. Of other people "
    "on your bookings it has the names that you gave us, and nothing else."
)


def export_zip(export: Export) -> bytes:
    """``data.json`` and ``index.html``; the same bytes for the same export."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, text in (("data.json", data_json(export)), ("index.html", index_html(export))):
            archive.writestr(ZipInfo(name, export.at.timetuple()[:6]), text.encode(), ZIP_DEFLATED)
    return target.getvalue()


def data_json(export: Export) -> str:
    whole = {
        "exported_at": export.at.isoformat(),
        "customer_id": str(export.customer_id) if export.customer_id else None,
        "sections": export.sections,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False)


def index_html(export: Export) -> str:
    """One page that needs nothing else: no scripts, nothing from elsewhere, every value escaped."""
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            f"<title>Your data</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>Your data</h1>",
            f"<p>{escape(_OPENING.format(at=export.at.strftime('%d %B %Y, %H:%M UTC')))}</p>",
            *(line for name, section in export.sections.items() for line in _section(name, section)),
            "</body>\n</html>\n",
        ]
    )


def _section(name: str, section: Section) -> Iterator[str]:
    yield f"<h2>{escape(_words(name))}</h2>"
    if not section:
        yield "<p>Nothing.</p>"
    for row in section:
        yield "<table>"
        yield from _lines(row)
        yield "</table>"


def _lines(row: Mapping[str, Any]) -> Iterator[str]:
    for name, value in row.items():
        if value is not None:
            yield f"<tr><th>{escape(_words(name))}</th><td>{escape(_shown(value))}</td></tr>"


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
