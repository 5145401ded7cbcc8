"""What row-level security alone lets through: a bare connection, an introduction, and no filter in any query."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from attrs import frozen

from rft_adapters.postgres.introduction import INTRODUCE, introduction
from rft_domain.access.actor import Actor
from rft_domain.access.decisions import Subject
from rft_domain.access.policy import Action
from rft_domain.shared.ids import CustomerId, UserId
from tests.access.stage import Stage

Bare = psycopg.Connection[tuple[Any, ...]]

CHANGE_BOOKING = frozenset(
    {
        Action.CANCEL_BOOKING,
        Action.MOVE_BOOKING,
        Action.CHANGE_ATTENDEES,
        Action.MARK_ATTENDANCE,
        Action.CONFIRM_BOOKING,
        Action.COMPLETE_BOOKING,
    }
)
CHANGES = CHANGE_BOOKING | {
    Action.CHANGE_PROFILE,
    Action.CHANGE_PREFERENCES,
    Action.CHANGE_SENSITIVE,
    Action.MANAGE_OWN_LOG_IN,
}
# a value that no row has
_MARKS = {"identity.auth_sessions": ("ip", "'unheard of'")}
_MARK = ("version", "-1")


@contextmanager
def connected(url: str) -> Iterator[Bare]:
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.RawCursor) as connection:
        yield connection


@contextmanager
def acting(connection: Bare, actor: Actor, action: Action | None = None) -> Iterator[None]:
    """Until the end of the block, which undoes what was done in it."""
    with connection.transaction(force_rollback=True):
        connection.execute(INTRODUCE, introduction(actor, action))
        yield


def seen(connection: Bare, actor: Actor, table: str, column: str = "id", where: str = "true") -> set[UUID]:
    """Nothing also where not even asking is allowed."""
    try:
        with acting(connection, actor):
            return _ids(connection, f"SELECT {column} FROM {table} WHERE {where}")
    except psycopg.errors.InsufficientPrivilege:
        return set()


def changed(connection: Bare, actor: Actor, action: Action, table: str, key: str = "id") -> set[UUID]:
    """The rows that an update reaches which names none; asked of a superuser's connection."""
    column, value = _MARKS.get(table, _MARK)
    try:
        with acting(connection, actor, action):
            connection.execute(f"UPDATE {table} SET {column} = {value}".encode())
            connection.execute(b"RESET ROLE")
            return _ids(connection, f"SELECT {key} FROM {table} WHERE {column} = {value}")
    except psycopg.errors.InsufficientPrivilege:
        return set()


def _ids(connection: Bare, sql: str) -> set[UUID]:
    return {row[0] for row in connection.execute(sql.encode())}


@frozen
class Place:
    """The rows to which an action is done, and to whom they belong."""

    table: str
    subjects: Mapping[UUID, Subject]
    where: str = "true"
    key: str = "id"

    def allowed(self, connection: Bare, actor: Actor, action: Action) -> set[UUID]:
        if action in CHANGES:
            return changed(connection, actor, action, self.table, self.key)
        return seen(connection, actor, self.table, self.key, self.where)


def places(stage: Stage, connection: Bare) -> Mapping[Action, Place]:
    """Every action of the policy that is done to rows which are there."""

    def every(table: str) -> set[UUID]:
        return _ids(connection, f"SELECT id FROM {table}")

    def of_customer(table: str, key: str = "id") -> dict[UUID, Subject]:
        rows = connection.execute(f"SELECT {key}, customer_id FROM {table}".encode())
        return {id: Subject(customer_id=CustomerId(customer_id)) for id, customer_id in rows}

    customers = {key: Subject(customer_id=CustomerId(key)) for key in every("customers.customers")}
    users = {key: Subject(user_id=UserId(key)) for key in every("identity.users")}
    log_ins: dict[UUID, Subject] = dict(stage.log_ins)
    sensitive = "customers.sensitive_details"
    whose = of_customer(sensitive, "customer_id")
    bookings: dict[UUID, Subject] = {booking.id: subject for booking, subject in stage.bookings}
    return {
        **dict.fromkeys({Action.SEE_BOOKING} | CHANGE_BOOKING, Place("bookings.bookings", bookings)),
        **dict.fromkeys((Action.SEE_CUSTOMER, Action.CHANGE_PROFILE), Place("customers.customers", customers)),
        Action.CHANGE_PREFERENCES: Place(
            "customers.preferences", of_customer("customers.preferences", "customer_id"), key="customer_id"
        ),
        **dict.fromkeys((Action.SEE_SENSITIVE, Action.CHANGE_SENSITIVE), Place(sensitive, whose, key="customer_id")),
        Action.SEE_CONSENT_HISTORY: Place("customers.consents", of_customer("customers.consents")),
        Action.SEE_NOTES: Place("customers.notes", {note.id: note.subject for note in stage.notes}),
        Action.MANAGE_MEMBERS: Place("identity.invitations", of_customer("identity.invitations")),
        Action.SEE_USER: Place("identity.users", users),
        Action.SEE_WHOLE_CATALOGUE: Place("catalogue.courses", {stage.hidden_course_id: Subject()}, "NOT active"),
        Action.SEE_AUDIT: Place("activity.audit", dict.fromkeys(every("activity.audit"), Subject())),
        Action.SEE_ACTIVITY: Place("activity.entries", dict.fromkeys(every("activity.entries"), Subject())),
        Action.MANAGE_OWN_LOG_IN: Place("identity.auth_sessions", log_ins),
    }
