"""``rft monitor``: how the house is doing, in numbers."""

import click

from ..monitor import Monitor, take_readings
from .place import Place, open_house, takes_place
from .show import echo_facts, echo_json, json_option, local


@click.command()
@takes_place
@json_option
def monitor(place: Place, as_json: bool) -> None:
    """Count users, customers, letters that wait, and what needs somebody to look at it.

    The service shows the same numbers at /metrics. None of them says who.
    """
    with open_house(place) as application:
        found = take_readings(application)
    if as_json:
        echo_json(found.numbers())
    else:
        echo_facts(_facts(found))


def _facts(found: Monitor) -> list[tuple[str, str]]:
    readings = found.readings
    oldest = readings.outbox_oldest
    return [
        ("Users", f"{readings.users:,}"),
        ("Active users", f"{readings.active_users:,}"),
        *((f"In role {role.value}", f"{count:,}") for role, count in readings.by_role.items()),
        ("Sign-ups in 24 hours", f"{readings.sign_ups:,}"),
        ("Customers", f"{readings.customers:,}"),
        ("Unlinked bookings", f"{readings.unlinked_bookings:,}"),
        ("Duplicates to look at", f"{readings.duplicates:,}"),
        ("Customers whose figures drifted", "not counted" if found.drifted is None else f"{found.drifted:,}"),
        ("Letters waiting", f"{readings.outbox_waiting:,}"),
        ("Oldest letter waiting", local(oldest, "Europe/London") if oldest else "none"),
        ("Failed letters", f"{readings.failed_letters:,}"),
        ("Unsealed audit rows", f"{readings.unsealed_audit_rows:,}"),
    ]
