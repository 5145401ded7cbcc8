"""Faults of what others must not know."""

from typing import Any

from attrs import evolve

from ...customers.sensitive import SensitiveDetails
from ...shared.ids import CustomerId
from ..ports import Open, Ports
from .fault import fault, instead, swapping


def _saving(open_unit_of_work: Open, change: Any) -> Open:
    def swap(parts: Ports) -> Ports:
        def save(sensitive: SensitiveDetails) -> None:
            parts.sensitive.save(evolve(sensitive, details=change(sensitive.details), events=()))

        return evolve(parts, sensitive=instead(parts.sensitive, save=save))

    return swapping(open_unit_of_work, swap)


@fault("S58")
def flag_only_with_notes(open_unit_of_work: Open) -> Open:
    """That there is something to know is kept only where notes say what."""
    return _saving(open_unit_of_work, lambda details: evolve(details, medical_flag=bool(details.medical_notes)))


@fault("S58")
def lines_joined(open_unit_of_work: Open) -> Open:
    """Dietary requirements lose white space at their ends."""

    def joined(details: Any) -> Any:
        text = details.dietary_requirements
        return evolve(details, dietary_requirements=text.strip() if text else text)

    return _saving(open_unit_of_work, joined)


@fault("S59")
def details_overwritten(open_unit_of_work: Open) -> Open:
    """Sensitive details are written over whatever is there."""

    def swap(parts: Ports) -> Ports:
        staged: list[SensitiveDetails] = []

        def commit() -> None:
            parts.commit()
            with open_unit_of_work() as other:
                for one in staged:
                    version = other.sensitive.get(one.customer_id).version + 1
                    other.sensitive.save(evolve(one, version=version, events=()))
                other.commit()

        return evolve(parts, sensitive=instead(parts.sensitive, save=staged.append), commit=commit)

    return swapping(open_unit_of_work, swap)


@fault("S60")
def destroyed_is_kept(open_unit_of_work: Open) -> Open:
    """Nothing is destroyed."""

    def swap(parts: Ports) -> Ports:
        return evolve(parts, sensitive=instead(parts.sensitive, destroy=lambda customer_id: None))

    return swapping(open_unit_of_work, swap)


@fault("S60")
def requirements_outlive(open_unit_of_work: Open) -> Open:
    """Of what is to be destroyed only the customer's own details are."""

    def swap(parts: Ports) -> Ports:
        def destroy(customer_id: CustomerId) -> None:
            nothing = SensitiveDetails(customer_id=customer_id, version=parts.sensitive.get(customer_id).version + 1)
            parts.sensitive.save(nothing)

        return evolve(parts, sensitive=instead(parts.sensitive, destroy=destroy))

    return swapping(open_unit_of_work, swap)
