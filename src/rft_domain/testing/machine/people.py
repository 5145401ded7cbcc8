"""What the oracle knows of users and customers."""

from uuid import UUID

from .model import GUESTS, MEMBERS, Model, Refused, Row, Then, Who, by_address, deny, find, office_only

_STAFF = ("admin", "superuser")


def register(model: Model, who: Who, *, email: str, first: str, last: str, phone: str | None, role: str) -> Then:
    office_only(who)
    if role in _STAFF and who.kind == "admin":
        raise Refused("forbidden")
    if by_address(model.users, email) is not None:
        raise Refused("email-taken")
    if phone is not None and any(user["phone"] == phone for user in model.users.values()):
        raise Refused("phone-taken")

    def then(made: Row) -> None:
        model.users[made["id"]] = new_user(email, first, last, phone=phone, role=role, created_by=who.user)

    return then


def new_user(
    email: str,
    first: str,
    last: str,
    *,
    phone: str | None = None,
    role: str = "customer",
    created_by: UUID | None = None,
    customer: UUID | None = None,
) -> Row:
    return {
        "email": email,
        "first": first,
        "last": last,
        "phone": phone,
        "role": role,
        "organizer": False,
        "status": "active",
        "customer": customer,
        "created_by": created_by,
        "version": 1,
    }


def assign_role(model: Model, who: Who, *, user: UUID, role: str) -> Then:
    office_only(who)
    row = find(model.users, user)
    if who.kind == "admin" and row["role"] != role and (role in _STAFF or row["role"] in _STAFF):
        raise Refused("forbidden")
    if role != "superuser":
        _another_superuser(model, user)

    def then(made: Row) -> None:
        if row["role"] != role:
            row.update(role=role, version=row["version"] + 1)

    return then


def _another_superuser(model: Model, user: UUID) -> None:
    """Refused where ``user`` is the only active superuser."""
    superusers = [id for id, one in model.users.items() if (one["role"], one["status"]) == ("superuser", "active")]
    if superusers == [user]:
        raise Refused("last-superuser")


def change_user(
    model: Model,
    who: Who,
    *,
    user: UUID,
    first: str,
    last: str,
    phone: str | None,
    organizer: bool,
    version: int | None,
) -> Then:
    row = _to_change(model, who, user, version)
    if phone is not None and any(one["phone"] == phone for id, one in model.users.items() if id != user):
        raise Refused("phone-taken")
    changes = {"first": first, "last": last, "phone": phone, "organizer": organizer}

    def then(made: Row) -> None:
        if any(row[name] != value for name, value in changes.items()):
            row.update(changes, version=row["version"] + 1)

    return then


def set_active(model: Model, who: Who, *, user: UUID, active: bool) -> Then:
    row = _to_change(model, who, user, None)
    if not active:
        _another_superuser(model, user)
    status = "active" if active else "inactive"

    def then(made: Row) -> None:
        if row["status"] != status:
            row.update(status=status, version=row["version"] + 1)

    return then


def _to_change(model: Model, who: Who, user: UUID, version: int | None) -> Row:
    office_only(who)
    row = find(model.users, user)
    if who.kind == "admin" and row["role"] in _STAFF:
        raise Refused("forbidden")
    if version is not None and version != row["version"]:
        raise Refused("precondition-failed")
    return row


def open_customer(model: Model, who: Who, *, user: UUID) -> Then:
    if who.kind in ("anonymous", *GUESTS):
        deny(who)
    if not who.in_office and who.user != user:
        raise Refused("not-found")
    person = find(model.users, user)

    def then(made: Row) -> None:
        known = person["customer"] or by_address(model.customers, person["email"])
        if known is None:
            known = made["id"]
            names = (person["first"], person["last"])
            model.customers[known] = new_customer(model, person["email"], *names, person["phone"], None, "individual")
        join(person, known)
        assert made["id"] == known

    return then


def join(person: Row, customer: UUID) -> None:
    if person["customer"] is None:
        person.update(customer=customer, version=person["version"] + 1)


def new_customer(
    model: Model, email: str, first: str, last: str, phone: str | None, company: str | None, kind: str
) -> Row:
    return {
        "email": email,
        "first": first,
        "last": last,
        "phone": phone,
        "company": company,
        "city": None,
        "type": kind,
        "since": model.now,
        "active": model.now,
        "version": 1,
    }


def change_profile(
    model: Model, who: Who, *, customer: UUID, changes: dict[str, str | None], version: int | None
) -> Then:
    if who.kind in ("anonymous", "instructor"):
        deny(who)
    row = find(model.customers, customer)
    if who.kind in (*MEMBERS, *GUESTS) and who.customer != customer:
        raise Refused("not-found")
    if version is not None and version != row["version"]:
        raise Refused("precondition-failed")

    def then(made: Row) -> None:
        if any(row[name] != value for name, value in changes.items()):
            row.update(changes, version=row["version"] + 1)

    return then


def booked_by(model: Model, contact: Row, made: Row) -> None:
    """Whoever books is a customer and a user from then on; blanks are filled, nothing is overwritten."""
    email, first, last = contact["email"], contact["first"], contact["last"]
    user = by_address(model.users, email)
    own = model.users[user]["customer"] if user is not None else None
    customer: UUID | None = own or by_address(model.customers, email)
    if customer is None:
        customer = made["customer"]
        assert customer not in model.customers
        kind = "corporate" if contact["company"] else "individual"
        if user is not None:
            person, kind = model.users[user], "individual"
            row = new_customer(model, person["email"], person["first"], person["last"], person["phone"], None, kind)
        else:
            row = new_customer(model, email, first, last, None, None, kind)
        row.update(phone=row["phone"] or contact["phone"], company=contact["company"])
        model.customers[customer] = row
    else:
        _enrich(model.customers[customer], contact)
    if user is None:
        user = by_address(model.users, email) or _new_member(model, contact, customer, made)
    join(model.users[user], customer)
    assert made["customer"] == customer
    touch(model, customer)


def _new_member(model: Model, contact: Row, customer: UUID, made: Row) -> UUID:
    user: UUID = made["party_user"]
    assert user not in model.users
    model.users[user] = new_user(contact["email"], contact["first"], contact["last"], customer=customer)
    return user


def _enrich(row: Row, contact: Row) -> None:
    blanks = {name: contact[name] for name in ("phone", "company") if contact[name] and not row[name]}
    if blanks:
        row.update(blanks, version=row["version"] + 1)


def touch(model: Model, customer: UUID | None) -> None:
    if customer is not None:
        model.customers[customer]["active"] = max(model.now, model.customers[customer]["active"])
