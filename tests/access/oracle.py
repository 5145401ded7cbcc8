"""What policy.cedar says, evaluated by Cedar: an oracle that shares no code with ``rft_domain.access``."""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import cedarpy

from rft_domain.access.actor import Actor, ActorKind
from rft_domain.access.decisions import Subject
from rft_domain.access.policy import Action
from tests.access.cells import NAMES, SUBJECTS, Cell

_POLICIES = cedarpy.PolicySet.from_str(Path(__file__).with_name("policy.cedar").read_text())


def allowed(cells: Sequence[Cell]) -> list[bool]:
    """One answer per cell."""
    things: dict[Actor | Subject, dict[str, Any]] = {}
    requests = [
        {
            "principal": _uid("Actor", cell.actor, things),
            "action": {"type": "Action", "id": cell.action.value},
            "resource": _uid("Thing", cell.subject, things),
        }
        for cell in cells
    ]
    answers = cedarpy.is_authorized_batch(requests, _POLICIES, list(things.values()))
    assert [error for answer in answers for error in answer.diagnostics.errors] == []
    return [answer.allowed for answer in answers]


def subset(actor: Actor, action: Action, subjects: Iterable[Subject]) -> list[bool]:
    return allowed([Cell(actor, action, subject) for subject in subjects])


@cache
def ever(kind: ActorKind, action: Action) -> bool:
    """Is there anything to which somebody of this kind may do this?"""
    whole = Actor(kind=kind, user_id=NAMES.me, customer_id=NAMES.mine, booking_id=NAMES.booked)
    return any(subset(whole, action, SUBJECTS))


def _uid(kind: str, one: Actor | Subject, things: dict[Actor | Subject, dict[str, Any]]) -> dict[str, str]:
    if one not in things:
        uid = {"type": kind, "id": str(len(things))}
        things[one] = {"uid": uid, "attrs": _attributes(one), "parents": []}
    found: dict[str, str] = things[one]["uid"]
    return found


def _attributes(one: Actor | Subject) -> dict[str, Any]:
    ids = {"user": one.user_id, "customer": one.customer_id, "booking": one.booking_id}
    known = {name: str(value) for name, value in ids.items() if value is not None}
    if isinstance(one, Actor):
        return {"kind": one.kind.value, **known}
    return {"instructors": sorted(map(str, one.instructor_ids)), **known}
