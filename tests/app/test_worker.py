"""The outbox is delivered: at least once, oldest first, and a mail server that is away is waited for."""

import time
from datetime import timedelta
from threading import Event, Thread

import pytest
from attrs import evolve

from rft_adapters.memory.limiter import MemoryLimiter
from rft_app.worker import GIVE_UP_AFTER, LEASE, Worker
from rft_domain.access.actor import ADMIN
from rft_domain.access.limits import LOG_IN_BY_ADDRESS
from rft_domain.bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from rft_domain.shared.errors import Busy
from rft_domain.shared.mail import Letter
from rft_domain.shared.outbox import Message
from tests.app.house import START, House


class Letterbox:
    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.is_open = True

    def send(self, letter: Letter) -> None:
        if not self.is_open:
            raise Busy()
        self.letters.append(letter)


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def letterbox() -> Letterbox:
    return Letterbox()


@pytest.fixture
def worker(house: House, letterbox: Letterbox) -> Worker:
    return Worker(application=house.application, mail=letterbox)


def test_a_booking_is_confirmed_by_a_letter_with_its_reference(
    house: House, letterbox: Letterbox, worker: Worker
) -> None:
    booking = house.booking(house.session())
    worker.deliver_due()
    (letter,) = letterbox.letters
    assert letter.to == booking.contact.email
    assert letter.subject == f"Your booking {booking.reference}"
    assert "Thursday 12 March 2026, 09:00 (Europe/London)" in letter.body
    assert "£75.00 (including £12.50 VAT)" in letter.body


def test_a_letter_is_sent_once(house: House, letterbox: Letterbox, worker: Worker) -> None:
    house.booking(house.session())
    worker.deliver_due()
    house.clock.now += timedelta(days=1)
    worker.deliver_due()
    assert len(letterbox.letters) == 1


def test_letters_go_out_in_the_order_of_their_news(house: House, letterbox: Letterbox, worker: Worker) -> None:
    booking = house.booking(house.session())
    house.clock.now += timedelta(minutes=1)
    house.application.run(cancel_booking, CancelBooking(booking_id=booking.id), actor=ADMIN)
    worker.deliver_due()
    assert [letter.subject.partition(str(booking.reference))[0] for letter in letterbox.letters] == [
        "Your booking ",
        "Cancelled: your booking ",
    ]


def test_what_could_not_be_sent_is_sent_later_as_the_same_letter(
    house: House, letterbox: Letterbox, worker: Worker
) -> None:
    house.booking(house.session())
    (posted,) = house.store.state.outbox.values()
    letterbox.is_open = False
    worker.deliver_due()
    letterbox.is_open = True
    worker.deliver_due()
    assert letterbox.letters == []
    house.clock.now += timedelta(seconds=10)
    worker.deliver_due()
    assert [letter.message_id for letter in letterbox.letters] == [f"{posted.message.id}@rft"]


def test_a_letter_that_never_goes_is_put_aside_for_an_operator(
    house: House, letterbox: Letterbox, worker: Worker
) -> None:
    house.booking(house.session())
    letterbox.is_open = False
    for _ in range(GIVE_UP_AFTER):
        worker.deliver_due()
        house.clock.now += timedelta(hours=6)
    (posted,) = house.store.state.outbox.values()
    assert (posted.due_at, posted.failure, posted.message.attempts) == (None, "busy", GIVE_UP_AFTER)


def sent(house: House) -> list[tuple[str, str, object, object]]:
    entries = house.store.state.activity
    return [(e.text, e.entity, e.customer_id, e.user_id) for e in entries if e.type.endswith("_sent")]


def test_a_letter_that_has_left_is_in_the_activity_log(house: House, letterbox: Letterbox, worker: Worker) -> None:
    booking = house.booking(house.session())
    letterbox.is_open = False
    worker.deliver_due()
    assert sent(house) == []
    letterbox.is_open = True
    house.clock.now += timedelta(seconds=10)
    worker.deliver_due()
    assert sent(house) == [("Letter sent: booking confirmed", "booking", booking.customer_id, None)]
    worker.deliver_due()
    assert len(sent(house)) == 1


def test_a_line_that_cannot_be_written_sends_no_letter_twice(
    house: House, letterbox: Letterbox, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.booking(house.session())

    def away(*args: object, **options: object) -> None:
        raise Busy()

    monkeypatch.setattr("rft_app.worker.log_sent", away)
    worker.deliver_due()
    house.clock.now += timedelta(days=1)
    worker.deliver_due()
    assert (len(letterbox.letters), sent(house)) == (1, [])


def test_a_topic_that_nobody_handles_is_put_aside_at_once(house: House, worker: Worker) -> None:
    with house.store.unit_of_work() as uow:
        uow.outbox.add(Message(id=uow.entropy.uuid(), topic="no-such-topic", body={}, created_at=START))
        uow.commit()
    worker.deliver_due()
    (posted,) = house.store.state.outbox.values()
    assert (posted.due_at, posted.failure) == (None, "not-found")


def test_what_one_worker_has_claimed_no_other_gets_until_the_lease_ends(house: House) -> None:
    house.booking(house.session())
    queue = house.store.outbox_queue
    first = queue.claim(now=START, lease=LEASE, limit=10)
    assert len(first) == 1
    assert queue.claim(now=START + LEASE / 2, lease=LEASE, limit=10) == ()
    (again,) = queue.claim(now=START + LEASE, lease=LEASE, limit=10)
    assert (again.id, again.attempts) == (first[0].id, 2)


def test_letters_wait_unclaimed_until_it_is_said_where_they_go(house: House, letterbox: Letterbox) -> None:
    house.booking(house.session())
    assert Worker(application=house.application, mail=None).deliver_due() == 0
    (posted,) = house.store.state.outbox.values()
    assert posted.message.attempts == 0
    assert Worker(application=house.application, mail=letterbox).deliver_due() == 1


def test_a_worker_without_mail_says_so_once(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    stop = Event()
    stop.set()
    Worker(application=house.application, mail=None).run(stop)
    assert capsys.readouterr().out.count("RFT_MAIL_KIND is not set") == 1


def test_a_running_worker_stops_when_told(worker: Worker) -> None:
    stop = Event()
    thread = Thread(target=worker.run, args=(stop,))
    thread.start()
    stop.set()
    thread.join(timeout=10)
    assert not thread.is_alive()


def test_a_running_worker_forgets_tries_that_no_limit_counts_any_more(house: House, worker: Worker) -> None:
    clock = [0.0]
    limiter = MemoryLimiter(lambda: clock[0])
    limiter.take(LOG_IN_BY_ADDRESS, "192.0.2.1")
    clock[0] = LOG_IN_BY_ADDRESS.seconds
    stop = Event()
    running = evolve(worker, application=evolve(house.application, limiter=limiter))
    thread = Thread(target=running.run, args=(stop,))
    thread.start()
    until = time.monotonic() + 10
    while limiter._tries and time.monotonic() < until:
        time.sleep(0.01)
    stop.set()
    thread.join(10)
    assert limiter._tries == {}
