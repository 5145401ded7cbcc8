"""``rft audit …``: who did what, and whether the record of it is what it was."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import click

from rft_domain.access.actor import SYSTEM, ActorKind
from rft_domain.activity.queries import AuditFilter, ListAudit, list_audit
from rft_domain.activity.trail import every_sealed
from rft_domain.activity.verify import Tampering, Verdict, verify
from rft_domain.shared.audit import AuditRow, Outcome
from rft_domain.shared.ids import UserId
from rft_domain.shared.paging import PageRequest

from .place import Place, current_database, open_house, takes_place
from .show import echo_facts, echo_json, echo_more, echo_table, json_option, page_options
from .types import WALL_CLOCK, in_zone

_ZONE = "Europe/London"
_KINDS = [kind.value for kind in ActorKind]
_WORDS: Mapping[Tampering, str] = {
    Tampering.EDITED: "Row {seq} was edited after it was sealed.",
    Tampering.DELETED: "Row {seq} is gone.",
    Tampering.INSERTED: "Row {seq} was put in between rows that were sealed.",
    Tampering.REORDERED: "Row {seq} is not in the order of sealing.",
    Tampering.CUT: "The trail ends before row {seq}, and a checkpoint says that there were more.",
    Tampering.REBUILT: "From row {seq} on, this is not what was sealed with the keys of the key file and signed.",
    Tampering.CHECKPOINT_MISSING: "There is no checkpoint, so nobody can say whether the trail is whole.",
    Tampering.CHECKPOINT_FORGED: "The checkpoint that counts {seq} rows is not genuine, or not in its place.",
}


@click.group()
def audit() -> None:
    """Look into the audit trail, and see whether anybody changed it."""


@audit.command()
@takes_place
@click.option("--action", help="Only this action, such as create_booking.")
@click.option("--actor", metavar="KIND|ID", help=f"Only of this user, or of this kind: {', '.join(_KINDS)}.")
@click.option("--about", type=click.UUID, metavar="ID", help="Only what names this id.")
@click.option("--from", "from_", type=WALL_CLOCK, help="At or after, by the clock in London.")
@click.option("--to", type=WALL_CLOCK, help="Before, by the clock in London.")
@click.option("--outcome", type=click.Choice(["accepted", "refused"]), help="Only with this outcome.")
@page_options
@json_option
def show(
    place: Place,
    action: str | None,
    actor: str | None,
    about: UUID | None,
    from_: datetime | None,
    to: datetime | None,
    outcome: Outcome | None,
    limit: int,
    cursor: str | None,
    as_json: bool,
) -> None:
    """Show who did what, newest first, refusals too."""
    kind, user_id = _actor(actor)
    wanted = AuditFilter(
        action=action,
        actor_kind=kind,
        actor_id=user_id,
        about=about,
        outcome=outcome,
        from_=in_zone(from_, _ZONE, "/from") if from_ else None,
        to=in_zone(to, _ZONE, "/to") if to else None,
    )
    with open_house(place) as application:
        query = ListAudit(wanted=wanted, page=PageRequest(limit=limit, cursor=cursor))
        page = application.read(list_audit, query, actor=SYSTEM)
    if as_json:
        echo_json({"items": [_told(row) for row in page.items], "next_cursor": page.next_cursor})
        return
    echo_table(("at", "actor", "action", "outcome", "about", "id"), [_line(row) for row in page.items])
    echo_more(page.next_cursor)


@audit.command("verify")
@takes_place
@json_option
@click.pass_context
def verify_(context: click.Context, place: Place, as_json: bool) -> None:
    """Compare every row of the audit trail with its seal, and the chain with its checkpoints.

    The exit code is 1 where somebody has changed something; the first number that is wrong is named.
    """
    from ..container import open_container  # noqa: PLC0415 - not for --help

    with current_database(place) as settings, open_container(settings) as container:
        keys, checkpoints = container.audit_keys(), container.checkpoints()
        if keys is None or checkpoints is None:
            raise click.ClickException("RFT_AUDIT_KEY_FILE and RFT_AUDIT_CHECKPOINTS are not set")
        trail = container.store().audit_trail
        verdict = verify(every_sealed(trail), checkpoints.all(), keys)
        unsealed = trail.waiting().rows
    if as_json:
        told = {"ok": verdict.ok, "rows": verdict.rows, "seq": verdict.seq, "kind": verdict.kind, "unsealed": unsealed}
        echo_json(told)
    else:
        echo_facts([("Verdict", _sentence(verdict)), ("Rows", str(verdict.rows)), ("Unsealed", str(unsealed))])
    context.exit(0 if verdict.ok else 1)


def _sentence(verdict: Verdict) -> str:
    if verdict.kind is None:
        return "Every sealed row is as it was sealed."
    return _WORDS[verdict.kind].format(seq=verdict.seq)


def _actor(typed: str | None) -> tuple[ActorKind | None, UserId | None]:
    if typed is None:
        return None, None
    if typed in _KINDS:
        return ActorKind(typed), None
    try:
        return None, UserId(UUID(typed))
    except ValueError:
        raise click.BadParameter(f"must be the id of a user, or one of {', '.join(_KINDS)}.") from None


def _told(row: AuditRow) -> dict[str, object]:
    return {
        "id": row.id,
        "at": row.at,
        "actor_kind": row.actor_kind,
        "actor_id": row.actor_id,
        "action": row.action,
        "outcome": row.outcome,
        "code": row.code,
        "about": row.about,
        "request_id": row.origin.request_id,
        "ip": row.origin.ip,
        "user_agent": row.origin.user_agent,
        "changes": row.changes,
    }


def _line(row: AuditRow) -> tuple[str, ...]:
    actor = f"{row.actor_kind} {row.actor_id}" if row.actor_id else row.actor_kind
    outcome = f"{row.outcome}: {row.code}" if row.code else row.outcome
    about = ", ".join(f"{name} {value}" for name, value in sorted(row.about.items()) if value)
    return row.at.isoformat(timespec="seconds"), actor, row.action, outcome, about, str(row.id)
