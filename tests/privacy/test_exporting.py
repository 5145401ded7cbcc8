"""Everything about one person, for that person: all of theirs, and nothing of others."""

import json
import re
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from attrs import evolve

from rft_app.export import index_html
from rft_app.privacy import export
from rft_domain.access.actor import ADMIN, Actor, ActorKind
from rft_domain.bookings.contact import AttendeeDetails
from rft_domain.bookings.use_cases.substitute_attendee import SubstituteAttendee, substitute_attendee
from rft_domain.privacy.queries import SEALED, Export, ExportPerson
from rft_domain.privacy.tables import TABLES
from rft_domain.shared.errors import NotFound
from rft_domain.testing.lives import Life
from tests.privacy.stage import Stage, staged

# what opens something, or says what opened it
_SECRETS = ("hash", "token", "device", "reset", "sealed", "wish", "portal")


def exported(stage: Stage, actor: Actor = ADMIN, query: ExportPerson | None = None) -> tuple[dict[str, Any], str]:
    whole = export(stage.application, query or ExportPerson(customer_id=stage.ana.customer_id), actor=actor)
    with ZipFile(BytesIO(whole)) as archive:
        assert archive.namelist() == ["data.json", "index.html"]
        return json.loads(archive.read("data.json")), archive.read("index.html").decode()


def _meet(stage: Stage) -> None:
    """Bob sits on Ana's booking with his own address, and Ana on Bob's."""
    for host, guest, address in ((stage.ana, "zqbob", stage.bob.email), (stage.bob, "zqana", stage.ana.email)):
        details = AttendeeDetails(
            first_name=f"{guest}first", last_name="Guest", email=address, special_requirements=f"{guest}elsewhere"
        )
        seat = host.booking.attendees[1].id
        stage.world.do(
            substitute_attendee, SubstituteAttendee(booking_id=host.booking.id, attendee_id=seat, details=details)
        )


def test_everything_of_the_person_is_there_and_nothing_of_others(stage: Stage) -> None:
    _meet(stage)
    data, page = exported(stage)
    text = json.dumps(data)
    assert list(data["sections"]) == [
        *(table.section for table in reversed(TABLES) if table.section),
        *SEALED,
    ]
    expected: tuple[str, ...] = (
        "city",
        "county",
        "line1",
        "vat",
        "role",
        "department",
        "agent",
        "requirements",
        "elsewhere",
        "needs",
    )
    expected += ("mother", "relation", "ill", "eats", "noted")
    missing = [word for word in expected if f"zqana{word}" not in text]
    assert missing == ["needs"]  # it was the attendee's whose seat went to Bob
    assert "zqbobfirst" in text  # whom she booked for: she told us the name
    found = set(re.findall(r"zqbob\w*", text + page))
    assert found == {"zqbobfirst"}
    assert [word for word in _SECRETS if f"zqana{word}" in text] == []
    assert {row["ip"] for row in data["sections"]["audit"] if row["ip"]} <= {"203.0.113.11"}
    [attendee] = [row for row in data["sections"]["attendees"] if row["first_name"] == "zqbobfirst"]
    assert (attendee["email"], attendee["special_requirements"]) == (None, None)


def test_the_page_needs_nothing_and_runs_nothing(stage: Stage) -> None:
    _, page = exported(stage)
    assert "<script" not in page.lower()
    assert re.findall(r"(?:src|href)\s*=|https?://|url\(", page) == []
    assert "zqanacity" in page


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)


def test_what_people_typed_is_no_markup(stage: Stage) -> None:
    rows = [
        {"<b>name": '<script>alert("x")</script>', "note": "a & b <img src=x onerror=y>", "yes": True, "none": None}
    ]
    page = index_html(Export(at=stage.world.clock.now, customer_id=None, sections={"<i>": rows, "empty": []}))
    parser = _Tags()
    parser.feed(page)
    assert parser.tags == {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "table", "tr", "th", "td"}


def _member(stage: Stage, life: Life, kind: ActorKind) -> Actor:
    return Actor(kind=kind, user_id=life.user_id, customer_id=stage.ana.customer_id)


@pytest.mark.parametrize("kind", [ActorKind.CUSTOMER, ActorKind.ORGANISER])
def test_a_member_among_several_gets_what_is_known_of_themselves(stage: Stage, kind: ActorKind) -> None:
    with stage.world.open() as uow:
        bob = uow.users.get(stage.bob.user_id)
        uow.users.save(evolve(bob, customer_id=stage.ana.customer_id, version=bob.version + 1, events=()))
        uow.commit()
    _meet(stage)
    data, page = exported(stage, _member(stage, stage.bob, kind), ExportPerson())
    assert data["customer_id"] is None
    assert "zqbob@example.org" in json.dumps(data)
    assert set(re.findall(r"zqana\w*", json.dumps(data) + page)) <= {"zqanafirst"}
    alone, _ = exported(stage, _member(stage, stage.ana, kind), ExportPerson())
    assert "zqanacity" not in json.dumps(alone)


def test_the_only_member_and_a_proven_guest_get_everything(stage: Stage) -> None:
    for kind in (ActorKind.CUSTOMER, ActorKind.PROVEN_GUEST):
        actor = Actor(kind=kind, user_id=stage.ana.user_id, customer_id=stage.ana.customer_id)
        data, _ = exported(stage, actor, ExportPerson())
        assert data["customer_id"] == str(stage.ana.customer_id)
        assert "zqanacity" in json.dumps(data)


def test_nobody_takes_anothers(stage: Stage) -> None:
    actor = Actor(kind=ActorKind.CUSTOMER, user_id=stage.bob.user_id, customer_id=stage.bob.customer_id)
    with pytest.raises(NotFound):
        exported(stage, actor, ExportPerson(customer_id=stage.ana.customer_id))


def test_both_stores_tell_the_same(request: pytest.FixtureRequest) -> None:
    told = []
    for kind in ("memory", "postgres"):
        with staged(kind, lambda: request.getfixturevalue("migrated_url")) as ready:
            told.append(exported(ready)[0])
    memory, postgres = (one["sections"] for one in told)
    assert {name: rows for name, rows in memory.items() if rows != postgres[name]} == {}
