"""The one entry: does this adapter keep the laws?"""

import traceback
from collections.abc import Callable, Iterable

from hypothesis import HealthCheck, Phase, settings

from ..shared.outbox import OutboxQueue
from .capabilities import Capability
from .law import Law
from .laws import LAWS
from .ports import Open
from .report import Outcome, Report, Row
from .world import Dump, Provoke, Subject


def check_adapter(
    open_unit_of_work: Open,
    *,
    reset: Callable[[], object],
    capabilities: Iterable[Capability],
    provoke: Provoke | None = None,
    queue: OutboxQueue | None = None,
    dump: Dump | None = None,
    max_examples: int = 100,
    shrink: bool = True,
) -> Report:
    """Every law, tried out on ``max_examples`` examples each; nothing is raised for a law that is broken.

    ``open_unit_of_work()`` gives a unit of work as a context manager; leaving it without a commit undoes it.
    ``reset()`` empties the store, before every example. ``provoke()`` is a context manager in which every commit
    fails; ``queue`` is the delivering side of the outbox; ``dump()`` writes out everything that is stored, one text
    for each row. Core laws are always tried: only what belongs to a
    capability can be left out, by not claiming it, and the report then says so. ``shrink`` looks for the smallest
    example that breaks a law, which may take a minute. Raises ``ValueError`` where a claim is unknown or comes
    without its hook.
    """
    claimed = _claims(capabilities, {Capability.PROVOKE: provoke, Capability.OUTBOX: queue, Capability.DUMP: dump})
    subject = Subject(open_unit_of_work=open_unit_of_work, reset=reset, queue=queue, provoke=provoke, dump=dump)
    return Report(tuple(_row(law, subject, claimed, max_examples, shrink) for law in LAWS))


def check_law(law: Law, subject: Subject, max_examples: int, *, shrink: bool = True) -> Row:
    """One law alone, for those who look for the cause of a failure."""
    examples = 0

    def count() -> None:
        nonlocal examples
        examples += 1

    try:
        law.try_out(subject, _settings(max_examples, shrink), count)
    except Exception as error:
        return Row(law=law.id, promise=law.promise, outcome=Outcome.BROKEN, examples=examples, detail=_explained(error))
    return Row(law=law.id, promise=law.promise, outcome=Outcome.KEPT, examples=examples)


def _row(law: Law, subject: Subject, claimed: frozenset[Capability], max_examples: int, shrink: bool) -> Row:
    if law.needs is not None and law.needs not in claimed:
        return Row(law=law.id, promise=law.promise, outcome=Outcome.NOT_CLAIMED)
    return check_law(law, subject, max_examples, shrink=shrink)


def _claims(capabilities: Iterable[Capability], hooks: dict[Capability, object | None]) -> frozenset[Capability]:
    claimed = frozenset(Capability(claim) for claim in capabilities)
    for capability, hook in hooks.items():
        if (capability in claimed) != (hook is not None):
            raise ValueError(f"the capability {capability.value!r} and its hook come together")
    return claimed


def _settings(max_examples: int, shrink: bool) -> settings:
    return settings(
        max_examples=max_examples,
        stateful_step_count=25,
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        database=None,
        deadline=None,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )


def _explained(error: BaseException) -> str:
    return "".join(traceback.format_exception(error, limit=-2)).strip()
