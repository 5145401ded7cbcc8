"""The runner commits, repeats, replays and audits; nothing else does (design.md 2)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from attrs import define, field, frozen

from rft_domain.access.actor import ANONYMOUS, Actor, ActorKind
from rft_domain.shared.audit import AuditRow, Origin
from rft_domain.shared.changes import Pair
from rft_domain.shared.errors import (
    Busy,
    Conflict,
    Forbidden,
    Invalid,
    OutcomeUnknown,
    RftError,
    StaleWrite,
    Transient,
    Unauthenticated,
)
from rft_domain.shared.events import Event
from rft_domain.shared.ids import UserId
from rft_domain.shared.receipts import IdempotencyKeyReused, Receipt
from rft_domain.shared.runner import Runner
from rft_domain.testing.world import SeededEntropy

NOW = datetime(2031, 3, 29, tzinfo=UTC)
KEY = "k" * 16
ANA = Actor(kind=ActorKind.CUSTOMER, user_id=UserId(UUID(int=7)))


@frozen
class Command:
    user_id: UserId = UserId(UUID(int=8))
    email: str = "ana@example.org"
    allow_past: bool = True
    quiet: bool = False


@frozen
class Happened:
    at: datetime = NOW


@define
class Rows:
    """A list that forgets what is not committed: all the store that a runner needs."""

    kept: list[Any] = field(factory=list)
    added: list[Any] = field(factory=list)

    def add(self, row: Any) -> None:
        self.added.append(row)

    def find(self, scope: str, key: str) -> Receipt | None:
        return next((row for row in self.kept if (row.scope, row.key) == (scope, key)), None)


@define
class Came:
    """Remembers where requests came from."""

    origins: list[Origin] = field(factory=list)

    def came_from(self, origin: Origin) -> None:
        self.origins.append(origin)


@define
class Store:
    """Commits fail with ``failures``, one after the other, until there are none left."""

    failures: list[RftError] = field(factory=list)
    audit: Rows = field(factory=Rows)
    activity: Came = field(factory=Came)
    receipts: Rows = field(factory=Rows)
    told: list[Event] = field(factory=list)
    entropy: SeededEntropy = field(factory=lambda: SeededEntropy(1))

    def changed(self) -> Iterable[Pair]:
        return ()

    def news(self) -> Sequence[Event]:
        told, self.told = self.told, []
        return told

    def commit(self) -> None:
        if self.failures:
            raise self.failures.pop(0)
        if any(self.receipts.find(row.scope, row.key) for row in self.receipts.added):
            raise StaleWrite()
        for rows in (self.audit, self.receipts):
            rows.kept += rows.added

    @contextmanager
    def open(self) -> Iterator["Store"]:
        yield self
        self._forget()

    def _forget(self) -> None:
        for rows in (self.audit, self.receipts):
            rows.added = []


@define
class Stage:
    store: Store = field(factory=Store)
    calls: int = 0
    slept: list[float] = field(factory=list)
    reacted: list[Event] = field(factory=list)
    seen: list[AuditRow] = field(factory=list)

    def use_case(self, command: Command, *, actor: Actor, now: datetime, uow: Store) -> str:
        self.calls += 1
        uow.told.append(Happened())
        return f"answer {self.calls}"

    def runner(self, **more: Any) -> Runner[Actor, Store]:
        @contextmanager
        def opened() -> Iterator[Store]:
            self.store._forget()
            with self.store.open() as store:
                yield store

        return Runner(
            open_unit_of_work=opened,
            clock=lambda: NOW,
            react=lambda event, now, uow: self.reacted.append(event),
            sleep=self.slept.append,
            jitter=lambda: 1.0,
            observe=self.seen.append,
            **more,
        )

    def outcomes(self) -> list[tuple[str, str | None]]:
        return [(row.outcome, row.code) for row in self.store.audit.kept]


def test_what_went_through_is_committed_told_and_audited_once() -> None:
    stage = Stage()
    assert stage.runner().run(stage.use_case, Command(), actor=ANA) == "answer 1"
    assert (stage.calls, stage.reacted, stage.slept) == (1, [Happened()], [])
    assert stage.seen == stage.store.audit.kept
    [row] = stage.store.audit.kept
    assert (row.action, row.outcome, row.actor_kind, row.actor_id) == ("use_case", "accepted", "customer", ANA.user_id)


def test_the_audit_names_ids_and_options_and_no_personal_data() -> None:
    stage = Stage()
    stage.runner().run(stage.use_case, Command(), actor=ANA)
    [row] = stage.store.audit.kept
    assert row.about == {"user_id": str(UUID(int=8)), "allow_past": "true", "news": "Happened"}


@pytest.mark.parametrize("error", [StaleWrite(), Transient()])
def test_only_what_is_known_to_pass_is_tried_again_with_growing_pauses(error: RftError) -> None:
    stage = Stage(Store(failures=[error, error, error]))
    assert stage.runner().run(stage.use_case, Command(), actor=ANA) == "answer 4"
    assert stage.slept == [0.004, 0.008, 0.016]
    assert stage.outcomes() == [("accepted", None)]


def test_it_gives_up_in_the_end_and_says_so() -> None:
    stage = Stage(Store(failures=[StaleWrite() for _ in range(5)]))
    with pytest.raises(StaleWrite):
        stage.runner(attempts=5).run(stage.use_case, Command(), actor=ANA)
    assert (stage.calls, stage.outcomes()) == (5, [("refused", "stale-write")])


def test_no_pause_is_longer_than_a_fifth_of_a_second() -> None:
    stage = Stage(Store(failures=[StaleWrite() for _ in range(11)]))
    stage.runner().run(stage.use_case, Command(), actor=ANA)
    assert (len(stage.slept), max(stage.slept)) == (11, 0.2)


@pytest.mark.parametrize("error", [Conflict(), Invalid(), Forbidden(), Unauthenticated()])
def test_nothing_else_is_tried_again(error: RftError) -> None:
    stage = Stage(Store(failures=[error]))
    with pytest.raises(type(error)):
        stage.runner().run(stage.use_case, Command(), actor=ANA)
    assert stage.calls == 1
    assert stage.outcomes() == [("refused", error.code)]


@pytest.mark.parametrize("error", [Busy(), OutcomeUnknown()])
def test_a_store_that_is_away_is_told_once_and_is_no_refusal(error: RftError) -> None:
    stage = Stage(Store(failures=[error]))
    with pytest.raises(type(error)):
        stage.runner().run(stage.use_case, Command(), actor=ANA)
    assert (stage.calls, stage.outcomes()) == (1, [])


def test_a_refusal_is_raised_also_where_it_cannot_be_audited() -> None:
    stage = Stage(Store(failures=[Conflict(), Busy()]))
    with pytest.raises(Conflict):
        stage.runner().run(stage.use_case, Command(), actor=ANA)
    assert (stage.outcomes(), [row.code for row in stage.seen]) == ([], ["conflict"])


def test_a_refusal_names_the_fields_it_is_about_and_not_what_they_held() -> None:
    def refuse(command: Command, *, actor: Actor, now: datetime, uow: Store) -> None:
        raise Invalid.at("/email", "must be an e-mail address")

    stage = Stage()
    with pytest.raises(Invalid):
        stage.runner().run(refuse, Command(), actor=ANA)
    [row] = stage.store.audit.kept
    assert (row.outcome, row.code, row.about["fields"]) == ("refused", "invalid", "/email")
    assert "example.org" not in repr(row)


def once(stage: Stage, command: Command = Command(), actor: Actor = ANA, use: Callable[..., str] | None = None) -> Any:
    return stage.runner().run_once(use or stage.use_case, command, actor=actor, key=KEY, returns=str)


def test_a_repeated_call_gets_the_stored_answer() -> None:
    stage = Stage()
    first, second = once(stage), once(stage)
    assert (first.value, first.replayed) == ("answer 1", False)
    assert (second.value, second.replayed) == ("answer 1", True)
    assert stage.outcomes() == [("accepted", None)]


def test_the_key_of_another_request_is_refused_and_audited() -> None:
    stage = Stage()
    once(stage)
    with pytest.raises(IdempotencyKeyReused):
        once(stage, Command(email="bob@example.org"))
    assert stage.outcomes() == [("accepted", None), ("refused", "idempotency-key-reused")]


def test_callers_do_not_share_their_keys() -> None:
    stage = Stage()
    assert [once(stage, actor=actor).value for actor in (ANA, ANONYMOUS)] == ["answer 1", "answer 2"]


def test_an_answer_lost_at_commit_is_found_by_its_key() -> None:
    stage = Stage()
    once(stage)
    stage.store.failures = [OutcomeUnknown()]
    assert once(stage).value == "answer 1"


def test_a_refused_call_leaves_its_key_free() -> None:
    stage = Stage(Store(failures=[Conflict()]))
    with pytest.raises(Conflict):
        once(stage)
    assert once(stage).value == "answer 2"


def test_who_may_not_ask_is_not_told_the_stored_answer() -> None:
    stage = Stage()
    once(stage)

    def use_case(command: Command, *, actor: Actor, now: datetime, uow: Store) -> str:
        raise Forbidden()

    with pytest.raises(Forbidden):
        once(stage, use=use_case)
