"""Reading the audit trail: one query, one page."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, cast, func, select

from rft_domain.activity.queries import AuditFilter
from rft_domain.shared.audit import AuditRow
from rft_domain.shared.paging import Key, Page, PageRequest

from .activity import AUDIT, audit_from_row
from .link import Link
from .pages import behind, cut_page, instant_place, page_of
from .query import Query, query

_A = AUDIT.c
_WANTED: dict[str, ColumnElement[bool]] = {
    "action": _A.action == bindparam("action"),
    "actor_kind": _A.actor_kind == bindparam("actor_kind"),
    "actor_id": _A.actor_id == bindparam("actor_id"),
    "about": func.strpos(func.concat(cast(_A.about, Text), cast(_A.changes, Text)), bindparam("about", type_=Text)) > 0,
    "outcome": _A.outcome == bindparam("outcome"),
    "from_": _A.at >= bindparam("from_"),
    "to": _A.at < bindparam("to"),
}
_AFTER = behind(_A.at, _A.id, newest_first=True)


class PostgresAuditReader:
    """The activity slice's ``AuditReader``."""

    __slots__ = ("_link",)

    def __init__(self, link: Link) -> None:
        self._link = link

    def page(self, wanted: AuditFilter, page: PageRequest) -> Page[AuditRow]:
        chosen = _chosen(wanted)
        named = {**chosen, "limit": page.limit + 1}
        after = page.after()
        if after is not None:
            named |= instant_place(after)
        statement = _page(frozenset(chosen), after is not None, page.count)
        return cut_page(self._link.rows(statement, named), page, audit_from_row, _key)


@lru_cache(maxsize=256)
def _page(wanted: frozenset[str], goes_on: bool, counted: bool) -> Query:
    filtered = select(*AUDIT.columns).where(*(_WANTED[name] for name in sorted(wanted)))
    return query(page_of(filtered, _AFTER if goes_on else None, _A.at, _A.id, newest_first=True, counted=counted))


def _chosen(wanted: AuditFilter) -> dict[str, Any]:
    named = {
        "action": wanted.action,
        "actor_kind": wanted.actor_kind.value if wanted.actor_kind else None,
        "actor_id": wanted.actor_id,
        "about": str(wanted.about) if wanted.about else None,
        "outcome": wanted.outcome,
        "from_": wanted.from_,
        "to": wanted.to,
    }
    return {name: value for name, value in named.items() if value is not None}


def _key(row: AuditRow) -> Key:
    return row.at.isoformat(), row.id
