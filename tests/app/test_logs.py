"""Logs tell an operator what happened to what, and nothing of anybody."""

import json
from collections.abc import Iterator

import pytest
import structlog

from rft_adapters.memory import MemoryStore
from rft_adapters.system import SystemEntropy
from rft_app import logs
from rft_app.logs import configure_logs, log_outcome
from rft_domain.access.actor import ANONYMOUS, Actor
from rft_domain.bookings.contact import AttendeeDetails, Contact
from rft_domain.bookings.use_cases.create_booking import CreateBooking, create_booking
from rft_domain.reactions import react
from rft_domain.shared.audit import Origin
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Busy, NotFound
from rft_domain.shared.ids import SessionId
from rft_domain.shared.runner import Runner
from rft_domain.unit_of_work import UnitOfWork
from tests.app.house import House


@pytest.fixture(autouse=True)
def _logs_of_this_test(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A logger keeps the stream that it first wrote to."""
    monkeypatch.setattr(logs, "_log", structlog.get_logger("rft"))
    yield
    structlog.reset_defaults()


def logged(store: MemoryStore) -> Runner[Actor, UnitOfWork]:
    return Runner(open_unit_of_work=store.unit_of_work, clock=House().clock, react=react, observe=log_outcome)


def lines(captured: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in captured.splitlines()]


def command(session_id: SessionId) -> CreateBooking:
    contact = Contact(email=Email.parse("Canary.Silva@example.org"), first_name="Canary", last_name="Silva")
    return CreateBooking(
        session_id=session_id,
        contact=contact,
        attendees=(AttendeeDetails(first_name="Canary", last_name="Silva"),),
    )


def test_a_customer_that_came_into_being_and_a_refusal_are_logged_without_the_person(
    capsys: pytest.CaptureFixture[str],
) -> None:
    house = House()
    session = house.session(seats=1)
    configure_logs("info")
    runner = logged(house.store)
    origin = Origin(request_id="request-1")
    runner.run(create_booking, command(session.id), actor=ANONYMOUS, origin=origin)
    with pytest.raises(Exception, match="not enough seats"):
        runner.run(create_booking, command(session.id), actor=ANONYMOUS, origin=origin)
    captured = capsys.readouterr().err
    opened, refused = lines(captured)
    assert (opened["event"], opened["request_id"], opened["session_id"]) == (
        "customer opened",
        "request-1",
        str(session.id),
    )
    assert (refused["event"], refused["code"], refused["seats_left"]) == ("refused", "session-full", "0")
    assert "anary" not in captured


def test_a_busy_store_is_logged_with_its_cause_and_not_audited(capsys: pytest.CaptureFixture[str]) -> None:
    store = MemoryStore(SystemEntropy())
    configure_logs("info")

    def busy(command: object, /, **_: object) -> None:
        raise Busy(cause="55P03")

    with pytest.raises(Busy):
        logged(store).run(busy, None, actor=ANONYMOUS)
    (line,) = lines(capsys.readouterr().err)
    assert (line["event"], line["level"], line["cause"], line["action"]) == ("busy", "warning", "55P03", "busy")
    assert store.state.audit == []


def test_a_quiet_level_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    house = House()
    configure_logs("error")
    runner = logged(house.store)
    with pytest.raises(NotFound):
        runner.run(create_booking, command(SessionId(SystemEntropy().uuid())), actor=ANONYMOUS)
    assert capsys.readouterr().err == ""
