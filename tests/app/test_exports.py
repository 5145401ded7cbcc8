"""Customers as a file, and what is on record of it."""

import csv
import io
import zipfile

import pytest

from rft_app import exports
from rft_app.exports import HEAD, Export, ExportCustomers, ExportTooLarge, export_customers
from rft_domain.access.actor import ADMIN, ANONYMOUS, Actor, ActorKind
from rft_domain.bookings.contact import AttendeeDetails, Contact
from rft_domain.bookings.use_cases.create_booking import CreateBooking, create_booking
from rft_domain.customers.errors import SegmentNameTaken, SegmentOutdated
from rft_domain.customers.finding import CustomerFilter
from rft_domain.customers.profile import CustomerType
from rft_domain.customers.segment_queries import SeeSegment, see_segment
from rft_domain.customers.use_cases.create_segment import CreateSegment, create_segment
from rft_domain.customers.use_cases.record_export import ExportFormat
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Forbidden
from rft_domain.shared.ids import CourseId
from tests.app.house import House


@pytest.fixture
def house() -> House:
    made = House()
    session = made.session(seats=400)
    for number in range(205):
        company = "=cmd()" if number == 0 else "Silva Ltd" if number < 3 else None
        contact = Contact(
            email=Email.parse(f"ana{number}@example.org"), first_name="Ana", last_name=f"Silva{number}", company=company
        )
        who = (AttendeeDetails(first_name="Ana", last_name="Silva"),)
        command = CreateBooking(session_id=session.id, contact=contact, attendees=who)
        made.application.run(create_booking, command, actor=ANONYMOUS)
    return made


def rows_of(export: Export) -> list[list[str]]:
    with export.file as file:
        return list(csv.reader(io.StringIO(file.read().decode("utf-8-sig"), newline="")))


def test_all_that_the_filter_finds_is_in_the_file_page_after_page(house: House) -> None:
    export = export_customers(house.application, ExportCustomers(format=ExportFormat.CSV), actor=ADMIN)
    head, *rows = rows_of(export)
    assert tuple(head) == HEAD
    assert (export.rows, len(rows), len({row[0] for row in rows})) == (205, 205, 205)
    assert {row[HEAD.index("company")] for row in rows} == {"", "Silva Ltd", "'=cmd()"}


def test_nothing_sensitive_has_a_column() -> None:
    assert not {"date_of_birth", "emergency_contact", "medical_notes", "dietary_requirements"} & set(HEAD)


def test_an_export_is_on_record_without_what_was_searched_for(house: House) -> None:
    wanted = CustomerFilter(search="silva1", customer_type=CustomerType.CORPORATE)
    export = export_customers(house.application, ExportCustomers(format=ExportFormat.XLSX, wanted=wanted), actor=ADMIN)
    with export.file as file, zipfile.ZipFile(file) as book:
        assert "xl/worksheets/sheet1.xml" in book.namelist()
    [entry] = [entry for entry in house.store.state.activity if entry.type == "customers_exported"]
    assert entry.text == "1 customer exported as xlsx: search, customer_type=corporate"
    [row] = [row for row in house.store.state.audit if row.action == "record_export"]
    assert (row.actor_kind, row.about["id"]) == ("admin", str(entry.entity_id))
    assert "silva1" not in repr(entry) + repr(row)


def test_who_may_not_export_is_given_nothing_and_leaves_nothing(house: House) -> None:
    before = len(house.store.state.activity)
    with pytest.raises(Forbidden):
        export_customers(
            house.application, ExportCustomers(format=ExportFormat.CSV), actor=Actor(kind=ActorKind.INSTRUCTOR)
        )
    assert len(house.store.state.activity) == before


def test_what_no_sheet_holds_is_refused_and_not_on_record(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST_XLSX_ROWS", 200)
    with pytest.raises(ExportTooLarge):
        export_customers(house.application, ExportCustomers(format=ExportFormat.XLSX), actor=ADMIN)
    assert [entry for entry in house.store.state.activity if entry.type == "customers_exported"] == []


def test_a_segment_is_exported_by_its_own_filter(house: House) -> None:
    companies = CustomerFilter(customer_type=CustomerType.CORPORATE)
    segment = house.application.run(create_segment, CreateSegment(name="Companies", wanted=companies), actor=ADMIN)
    command = ExportCustomers(format=ExportFormat.CSV, segment_id=segment.id)
    export = export_customers(house.application, command, actor=ADMIN)
    assert (export.rows, len(rows_of(export))) == (3, 4)
    [row] = [row for row in house.store.state.audit if row.action == "record_export"]
    assert row.about["segment_id"] == str(segment.id)


def test_a_segment_whose_course_is_gone_says_so(house: House) -> None:
    [course_id, *_] = house.store.state.courses
    wanted = CustomerFilter(course_id=course_id)
    segment = house.application.run(create_segment, CreateSegment(name="First aid", wanted=wanted), actor=ADMIN)
    sized = house.application.read(see_segment, SeeSegment(segment_id=segment.id), actor=ADMIN)
    assert sized.size == 205
    del house.store.state.courses[course_id]
    with pytest.raises(SegmentOutdated) as refused:
        house.application.read(see_segment, SeeSegment(segment_id=segment.id), actor=ADMIN)
    assert refused.value.facts == {"course_id": str(course_id)}
    with pytest.raises(SegmentOutdated):
        export_customers(
            house.application, ExportCustomers(format=ExportFormat.CSV, segment_id=segment.id), actor=ADMIN
        )


def test_a_course_that_was_never_there_makes_no_segment(house: House) -> None:
    nowhere = CustomerFilter(course_id=CourseId(next(iter(house.store.state.customers))))
    with pytest.raises(SegmentOutdated):
        house.application.run(create_segment, CreateSegment(name="Nowhere", wanted=nowhere), actor=ADMIN)
    assert house.store.state.segments == {}


def test_names_that_fold_to_the_same_are_the_same(house: House) -> None:
    house.application.run(create_segment, CreateSegment(name="Café", wanted=CustomerFilter()), actor=ADMIN)
    with pytest.raises(SegmentNameTaken):
        house.application.run(create_segment, CreateSegment(name="CAFE", wanted=CustomerFilter()), actor=ADMIN)
