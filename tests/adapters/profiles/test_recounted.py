"""Figures that a recount sets right are not kept as they were."""

from unittest.mock import patch

import pytest

from rft_adapters.postgres import Store as PostgresStore
from rft_adapters.postgres.recount import PostgresFiguresRecount
from rft_app.recount import recount
from rft_domain.access.actor import SYSTEM
from rft_domain.customers.figures import FiguresChange
from rft_domain.shared.ids import CustomerId
from tests.adapters.profiles.conftest import seen
from tests.app.office import Office


@pytest.fixture
def drifted(office: Office, plain_store: PostgresStore) -> CustomerId:
    """Of one booking; three are kept."""
    customer_id = office.booking().customer_id
    assert customer_id is not None
    with plain_store.unit_of_work() as uow:
        uow.customers.change_figures(customer_id, FiguresChange(bookings=2, active_at=office.clock()))
        uow.commit()
    assert seen(office, customer_id).figures.total_bookings == 3
    return customer_id


def test_who_looks_after_a_recount_sees_what_it_counted(office: Office, drifted: CustomerId) -> None:
    assert recount(office.application, actor=SYSTEM).corrected == 1
    assert seen(office, drifted).figures.total_bookings == 1


def test_a_planted_recount_that_names_nobody_leaves_the_old_ones(office: Office, drifted: CustomerId) -> None:
    with patch.object(PostgresFiguresRecount, "changed", lambda recount: []):
        recount(office.application, actor=SYSTEM)
    assert seen(office, drifted).figures.total_bookings == 3
