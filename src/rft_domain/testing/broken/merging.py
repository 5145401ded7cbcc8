"""Faults of merges: something is forgotten, there or on the way back."""

from collections.abc import Sequence
from typing import Any

from attrs import evolve

from ...access.visibility import Visibility
from ...bookings.booking import Booking
from ...bookings.queries import BookingFilter
from ...customers.customer import Customer
from ...customers.figures import Figures
from ...customers.merging.duplicates import CandidatePair, DistinctPair
from ...customers.merging.plan import Affected
from ...customers.sensitive import SensitiveDetails
from ...shared.ids import CustomerId
from ...shared.paging import Page, PageRequest
from ..ports import Open, Ports
from .fault import fault, instead, swapping


@fault("S61")
def undoing_forgets_a_table(open_unit_of_work: Open) -> Open:
    """Invitations stay with the winner when a merge is undone."""

    def swap(parts: Ports) -> Ports:
        def move(affected: Sequence[Affected], loser_id: CustomerId, winner_id: CustomerId) -> None:
            loser, _ = parts.belongings.pair(loser_id, winner_id, held=False)
            undoing = parts.belongings.pair(winner_id, loser_id, held=False)[0].merged_into == loser.id
            kept = [one for one in affected if not undoing or one.place != "identity.invitations.customer_id"]
            parts.belongings.move(kept, loser_id, winner_id)

        return evolve(parts, belongings=instead(parts.belongings, move=move))

    return swapping(open_unit_of_work, swap)


@fault("S61")
def undoing_keeps_the_figures(open_unit_of_work: Open) -> Open:
    """The winner keeps the figures of both when a merge is undone."""

    def swap(parts: Ports) -> Ports:
        def settle(customer_id: CustomerId, settled: Figures | None) -> None:
            there = parts.customers.get(customer_id)
            undoing = settled is not None and settled.total_bookings < there.figures.total_bookings
            parts.customers.settle_figures(customer_id, there.figures if undoing else settled)

        return evolve(parts, customers=instead(parts.customers, settle_figures=settle))

    return swapping(open_unit_of_work, swap)


@fault("S62")
def a_table_is_forgotten(open_unit_of_work: Open) -> Open:
    """The loser's guests stay with the loser."""

    def swap(parts: Ports) -> Ports:
        def move(affected: Sequence[Affected], loser_id: CustomerId, winner_id: CustomerId) -> None:
            kept = [one for one in affected if one.place != "identity.portal_sessions.customer_id"]
            parts.belongings.move(kept, loser_id, winner_id)

        return evolve(parts, belongings=instead(parts.belongings, move=move))

    return swapping(open_unit_of_work, swap)


@fault("S62")
def old_ids_lead_nowhere(open_unit_of_work: Open) -> Open:
    """The id of a customer who was merged gives that customer as it was left."""

    def swap(parts: Ports) -> Ports:
        def get(customer_id: CustomerId) -> Any:
            parts.customers.get(customer_id)
            return parts.belongings.pair(customer_id, customer_id, held=False)[0]

        return evolve(parts, customers=instead(parts.customers, get=get))

    return swapping(open_unit_of_work, swap)


@fault("S61")
def undoing_keeps_the_details(open_unit_of_work: Open) -> Open:
    """The winner keeps the sensitive details of both when a merge is undone."""

    def swap(parts: Ports) -> Ports:
        def save(sensitive: SensitiveDetails) -> None:
            known = [one for one in parts.merges.page(None, PageRequest()).items if one.undone_at is None]
            if not any(sensitive.customer_id == one.winner_id for one in known):
                parts.sensitive.save(sensitive)

        return evolve(parts, sensitive=instead(parts.sensitive, save=save))

    return swapping(open_unit_of_work, swap)


@fault("S62")
def details_are_left_behind(open_unit_of_work: Open) -> Open:
    """What was told of the loser alone is not the winner's after a merge."""

    def swap(parts: Ports) -> Ports:
        losers: list[Customer] = []

        def save_customer(customer: Customer) -> None:
            losers.extend([customer] if customer.merged_into else [])
            parts.customers.save(customer)

        def save(sensitive: SensitiveDetails) -> None:
            if not losers:
                parts.sensitive.save(sensitive)

        customers = instead(parts.customers, save=save_customer)
        return evolve(parts, customers=customers, sensitive=instead(parts.sensitive, save=save))

    return swapping(open_unit_of_work, swap)


@fault("S62")
def old_ids_list_nothing(open_unit_of_work: Open) -> Open:
    """The bookings of a customer who was merged are looked for under the old id."""

    def swap(parts: Ports) -> Ports:
        def page(wanted: BookingFilter, page: PageRequest, *, visible: Visibility) -> Page[Booking]:
            found = parts.booking_reader.page(wanted, page, visible=visible)
            own = [one for one in found.items if wanted.customer_id in (None, one.customer_id)]
            return evolve(found, items=tuple(own))

        return evolve(parts, booking_reader=instead(parts.booking_reader, page=page))

    return swapping(open_unit_of_work, swap)


@fault("S63")
def undoing_takes_all(open_unit_of_work: Open) -> Open:
    """Whatever names the winner goes to the loser when a merge is undone, what came later too."""

    def swap(parts: Ports) -> Ports:
        def move(affected: Sequence[Affected], loser_id: CustomerId, winner_id: CustomerId) -> None:
            one, other = parts.belongings.pair(loser_id, winner_id, held=False)
            if other.merged_into == one.id:
                nobody = CustomerId(parts.entropy.uuid())
                own = {place.place: place.ids for place in parts.belongings.of(loser_id, nobody)}
                affected = [evolve(place, ids=own.get(place.place, ())) for place in affected]
            parts.belongings.move(affected, loser_id, winner_id)

        return evolve(parts, belongings=instead(parts.belongings, move=move))

    return swapping(open_unit_of_work, swap)


@fault("S64")
def a_mark_is_forgotten(open_unit_of_work: Open) -> Open:
    """That two are not one person is not remembered."""

    def swap(parts: Ports) -> Ports:
        def mark(pair: DistinctPair) -> None:
            return

        return evolve(parts, duplicates=instead(parts.duplicates, mark=mark))

    return swapping(open_unit_of_work, swap)


@fault("S64")
def the_lowest_score_comes_first(open_unit_of_work: Open) -> Open:
    """A page of duplicates is upside down."""

    def swap(parts: Ports) -> Ports:
        def page(wanted: PageRequest) -> Page[Any]:
            found = parts.duplicates.page(wanted)
            return evolve(found, items=found.items[::-1])

        return evolve(parts, duplicates=instead(parts.duplicates, page=page))

    return swapping(open_unit_of_work, swap)


@fault("S64")
def only_neighbours_are_compared(open_unit_of_work: Open) -> Open:
    """Of those who share a key only some are compared with each other."""

    def swap(parts: Ports) -> Ports:
        def candidates() -> list[CandidatePair]:
            return list(parts.duplicates.candidates())[::2]

        return evolve(parts, duplicates=instead(parts.duplicates, candidates=candidates))

    return swapping(open_unit_of_work, swap)
