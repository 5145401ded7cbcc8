"""What an import does to people who were there, and what the audit trail says of it."""

from collections.abc import Callable

import pytest

from rft_adapters.postgres import open_store
from rft_adapters.postgres.legacy import writing
from rft_adapters.postgres.legacy.batches import BatchUnfinished
from rft_adapters.system import SystemEntropy
from rft_domain.activity.checkpoints import checkpoint_of
from rft_domain.activity.seals import Keys
from rft_domain.activity.trail import every_sealed, seal_next
from rft_domain.activity.verify import Verdict, verify
from rft_domain.testing import Subject
from rft_domain.testing.scenes import a_booking, a_session, a_user
from rft_domain.testing.world import World, new_world
from tests.app.legacy.conftest import Sql
from tests.app.legacy.export_files import NOW, imported, many
from tests.app.loading.exports import contact, line

ADDRESS = "ana.silva@example.org"
KEYS = Keys({"key-1": b"1" * 32})


def in_world(url: str, act: Callable[[World], object]) -> None:
    with open_store(url, entropy=SystemEntropy()) as store:
        act(new_world(Subject(open_unit_of_work=store.unit_of_work, reset=lambda: None), seed=1))


def test_blanks_of_customers_who_were_there_are_filled_and_nothing_is_overwritten(url: str, sql: Sql) -> None:
    in_world(url, lambda world: a_booking(world, a_session(world).id, address=ADDRESS))
    sql("UPDATE customers.customers SET phone = NULL, company = 'As it is'")
    [[names]] = sql("SELECT first_name || last_name FROM customers.customers")
    counts = imported(url, [line(1, contactDetails=contact(email=ADDRESS.upper(), firstName="Other"))])
    assert (counts["customers_made"], counts["customers_found"]) == (0, 1)
    assert sql("SELECT first_name || last_name, phone, company FROM customers.customers") == [
        (names, "+447700900123", "As it is")
    ]
    [[changes]] = sql("SELECT changes FROM activity.audit WHERE action = 'import_bookings' AND changes <> '[]'")
    told = {change["field"]: change for change in changes}
    assert told.keys() == {"profile.phone", "updated_at", "version"}
    assert told["profile.phone"]["after"].startswith("hmac-sha256:")


@pytest.mark.parametrize("proven", [True, False])
def test_a_user_gets_the_history_of_an_address_that_was_proven_only(url: str, sql: Sql, proven: bool) -> None:
    """Product.md A5: a stranger may have registered it."""
    in_world(url, lambda world: a_user(world, ADDRESS))
    sql("UPDATE identity.users SET email_verified = %s", proven)
    counts = imported(url, [line(1)])
    assert (counts["users_made"], counts["customers_made"]) == (0, 1)
    [(linked,)] = sql("SELECT customer_id IS NOT NULL FROM identity.users")
    assert linked is proven


def test_an_import_can_be_sealed_and_verified(url: str, sql: Sql) -> None:
    imported(url, many(30))
    with open_store(url, entropy=SystemEntropy()) as store:
        assert seal_next(store.audit_trail, KEYS, since=None, limit=9) == 1
        head = store.audit_trail.head()
        assert head is not None
        checkpoint = checkpoint_of(head, NOW, KEYS)
        assert verify(every_sealed(store.audit_trail), [checkpoint], KEYS) == Verdict(rows=1)
        sql('UPDATE activity.audit SET about = about || \'{"loaded": "1"}\'')  # the fault planted
        assert verify(every_sealed(store.audit_trail), [checkpoint], KEYS) != Verdict(rows=1)


def test_one_batch_is_finished_before_the_next_begins(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(writing, "_finish", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            imported(url, many(20))
    with pytest.raises(BatchUnfinished, match="old is not finished"):
        imported(url, many(20), batch="another")
    assert imported(url, many(20), batch="another", dry_run=True)["loaded"] == 0
    assert imported(url, many(20))["loaded"] > 0
    assert imported(url, many(20), batch="another")["loaded"] == 0
