"""A law: one promise, its id, and a function that tries it out on one example."""

from collections.abc import Callable

from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from .capabilities import Capability
from .world import Subject, World, new_world

Check = Callable[[World, st.DataObject], None]
SEEDS = st.integers(0, 2**64 - 1)


@frozen(kw_only=True)
class Law:
    """``try_out`` runs examples until they run out or one fails, and calls its third argument for each."""

    id: str
    promise: str
    needs: Capability | None
    try_out: Callable[[Subject, settings, Callable[[], None]], None]


def law(id: str, needs: Capability | None = None) -> Callable[[Check], Law]:
    """The first paragraph of the function's docstring is the promise."""

    def made(check: Check) -> Law:
        def try_out(subject: Subject, how: settings, count: Callable[[], None]) -> None:
            @how
            @given(SEEDS, st.data())
            def one_example(seed: int, data: st.DataObject) -> None:
                check(new_world(subject, seed), data)
                count()

            one_example()

        return Law(id=id, promise=promise_of(check), needs=needs, try_out=try_out)

    return made


def promise_of(check: object) -> str:
    paragraph = (check.__doc__ or "").strip().split("\n\n")[0]
    return " ".join(paragraph.split())
