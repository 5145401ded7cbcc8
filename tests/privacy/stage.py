"""Both stores, with two people in them who are known in every place."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from attrs import frozen

from rft_adapters.crypto import CHEAP, Argon2Passwords
from rft_adapters.erasure_ledger import ListLedger
from rft_app.application import Application
from rft_domain.testing import Subject
from rft_domain.testing.lives import Life, a_life
from rft_domain.testing.scenes import a_session
from rft_domain.testing.world import World, new_world
from tests.stores import dumping, emptying, memory_dump, memory_store, postgres_store


@frozen(kw_only=True)
class Stage:
    application: Application
    world: World
    dump: Callable[[], Sequence[str]]
    ana: Life
    bob: Life

    @property
    def ledger(self) -> ListLedger:
        kept = self.application.ledger
        assert isinstance(kept, ListLedger)
        return kept


@contextmanager
def staged(kind: str, url: Callable[[], str]) -> Iterator[Stage]:
    if kind == "memory":
        memory = memory_store()
        yield _stage(memory, memory.clear, memory_dump(memory))
        return
    address = url()
    with emptying(address) as empty, dumping(address) as dump, postgres_store(address) as store:
        yield _stage(store, empty, dump)


def _stage(store: Any, reset: Callable[[], object], dump: Callable[[], Sequence[str]]) -> Stage:
    world = new_world(Subject(open_unit_of_work=store.unit_of_work, reset=reset, dump=dump), 7)
    session = a_session(world, 50)
    application = Application(
        store=store,
        runner=world.runner,
        clock=world.clock,
        entropy=world.entropy,
        passwords=Argon2Passwords(CHEAP),
        ledger=ListLedger(),
    )
    ana, bob = a_life(world, "zqana", session.id, 11), a_life(world, "zqbob", session.id, 22)
    return Stage(application=application, world=world, dump=dump, ana=ana, bob=bob)
