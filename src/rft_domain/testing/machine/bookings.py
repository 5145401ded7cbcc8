"""What the oracle knows of bookings and of what they cost."""

from uuid import UUID

from .catalogue import seats_taken
from .model import MEMBERS, Model, Refused, Row, Then, Who, deny, find, fold
from .people import booked_by, touch


def cost(unit: int, seats: int, vat: int, code: int) -> Row:
    """In pence; halves go up."""
    group = 1500 if seats >= 12 else 1000 if seats >= 6 else 0
    total = unit * seats
    discount = (2 * total * max(group, code) + 10_000) // 20_000
    final = total - discount
    inside = (2 * final * vat + 10_000 + vat) // (2 * (10_000 + vat))
    return {"unit": unit, "total": total, "discount": discount, "final": final, "vat": inside}


def _unit(model: Model, session: Row) -> int:
    own: int | None = session["pence"]
    return model.courses[session["course"]]["pence"] if own is None else own


def _must_have(model: Model, session: UUID, seats: int) -> None:
    if seats_taken(model, session) + seats > model.sessions[session]["capacity"]:
        raise Refused("session-full")


def create(
    model: Model,
    who: Who,
    *,
    session: UUID,
    contact: Row,
    people: list[Row],
    code: str | None,
    provisional: bool,
    past: bool,
    linked: bool,
) -> Then:
    if (provisional or past) and not who.in_office:
        deny(who)
    on = find(model.sessions, session)
    if not (on["status"] == "scheduled" or (on["status"] == "completed" and past)):
        raise Refused("session-closed")
    if on["starts"] <= model.now and not past:
        raise Refused("session-past")
    _must_have(model, session, len(people))
    rate, until = model.discounts.get(code, (0, model.now)) if code else (0, None)
    if until is not None and model.now >= until:
        raise Refused("discount-not-valid")
    vat = model.courses[on["course"]]["vat"]

    def then(made: Row) -> None:
        if linked:
            booked_by(model, contact, made)
        else:
            assert (made["customer"], made["booked_by"]) == (None, None)
        model.bookings[made["id"]] = {
            "session": session,
            "customer": made["customer"],
            "booked_by": (who.user or made["party_user"]) if linked else None,
            "contact": contact,
            "people": _seated(people, contact, made),
            "price": cost(_unit(model, on), len(people), vat, rate),
            "terms": (_unit(model, on), vat, rate),
            "code": code,
            "status": "pending" if provisional else "confirmed",
            "created": model.now,
            "version": 1,
        }

    return then


def _seated(people: list[Row], contact: Row, made: Row) -> list[Row]:
    same = [place for place, one in enumerate(people) if one["email"] and fold(one["email"]) == fold(contact["email"])]
    primary = same[0] if same else 0
    return [
        person | {"id": seat["id"], "primary": place == primary, "attendance": "unmarked", "cancelled": False}
        for place, (person, seat) in enumerate(zip(people, made["people"], strict=True))
    ]


def _choose(model: Model, who: Who, booking: UUID, kinds: tuple[str, ...], *, ahead: bool) -> Row:
    """The booking, where somebody of these kinds may do this to it."""
    if not who.in_office and who.kind not in kinds:
        deny(who)
    row = find(model.bookings, booking)
    session = model.sessions[row["session"]]
    if who.kind in MEMBERS and (row["customer"] is None or who.customer != row["customer"]):
        raise Refused("not-found")
    if who.kind == "instructor" and who.user not in session["instructors"]:
        raise Refused("not-found")
    if ahead and session["starts"] <= model.now and not who.in_office:
        raise Refused("session-past")
    return row


def _must_be(row: Row, *statuses: str) -> None:
    if row["status"] not in statuses:
        raise Refused("booking-transition")


def _becomes(model: Model, row: Row, *, active: bool, **changes: object) -> Then:
    def then(made: Row) -> None:
        row.update(changes, version=row["version"] + 1)
        if active:
            touch(model, row["customer"])

    return then


def confirm(model: Model, who: Who, *, booking: UUID) -> Then:
    row = _choose(model, who, booking, (), ahead=False)
    _must_be(row, "pending")
    return _becomes(model, row, active=False, status="confirmed")


def complete(model: Model, who: Who, *, booking: UUID) -> Then:
    row = _choose(model, who, booking, (), ahead=False)
    if model.sessions[row["session"]]["ends"] > model.now:
        raise Refused("session-not-held")
    _must_be(row, "confirmed")
    return _becomes(model, row, active=False, status="completed")


def cancel(model: Model, who: Who, *, booking: UUID) -> Then:
    row = _choose(model, who, booking, MEMBERS, ahead=True)
    _must_be(row, "pending", "confirmed")
    return _becomes(model, row, active=True, status="cancelled")


def move(model: Model, who: Who, *, booking: UUID, session: UUID) -> Then:
    row = _choose(model, who, booking, MEMBERS, ahead=True)
    if row["session"] == session:
        raise Refused("same-session")
    target = find(model.sessions, session)
    _must_be(row, "pending", "confirmed")
    if target["status"] != "scheduled":
        raise Refused("session-closed")
    if target["starts"] <= model.now:
        raise Refused("session-past")
    seats = sum(not person["cancelled"] for person in row["people"])
    _must_have(model, session, seats)
    terms = (_unit(model, target), model.courses[target["course"]]["vat"], row["terms"][2])
    price = cost(terms[0], seats, *terms[1:])
    return _becomes(model, row, active=True, session=session, price=price, terms=terms)


def _standing(row: Row, attendee: UUID) -> Row:
    for person in row["people"]:
        if person["id"] == attendee and not person["cancelled"]:
            found: Row = person
            return found
    raise Refused("not-found")


def _replaced(row: Row, attendee: UUID, **changes: object) -> list[Row]:
    return [person | changes if person["id"] == attendee else person for person in row["people"]]


def substitute(model: Model, who: Who, *, booking: UUID, attendee: UUID, person: Row) -> Then:
    row = _choose(model, who, booking, MEMBERS, ahead=True)
    _must_be(row, "pending", "confirmed")
    _standing(row, attendee)
    people = _replaced(row, attendee, **person, attendance="unmarked")
    return _becomes(model, row, active=False, people=people)


def leave(model: Model, who: Who, *, booking: UUID, attendee: UUID) -> Then:
    row = _choose(model, who, booking, MEMBERS, ahead=True)
    _must_be(row, "pending", "confirmed")
    was_primary = _standing(row, attendee)["primary"]
    people = _replaced(row, attendee, cancelled=True, primary=False)
    left = [person for person in people if not person["cancelled"]]
    if not left:
        raise Refused("last-attendee")
    if was_primary:
        people = [person | {"primary": person["id"] == left[0]["id"]} for person in people]
    unit, vat, code = row["terms"]
    return _becomes(model, row, active=True, people=people, price=cost(unit, len(left), vat, code))


def mark(model: Model, who: Who, *, booking: UUID, attendee: UUID, attendance: str) -> Then:
    row = _choose(model, who, booking, ("instructor",), ahead=False)
    if model.sessions[row["session"]]["starts"] > model.now:
        raise Refused("session-not-held")
    _must_be(row, "confirmed", "completed")
    _standing(row, attendee)
    return _becomes(model, row, active=False, people=_replaced(row, attendee, attendance=attendance))
