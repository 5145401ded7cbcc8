"""Every use case asks the policy that the table names, also those that no call of the API reaches."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from itertools import product
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from attrs import frozen

from rft_domain.access import decisions
from rft_domain.access.actor import Actor, ActorKind
from rft_domain.access.decisions import CustomerAuthorizationError, StepUpRequired, Subject
from rft_domain.access.policy import POLICY, Action
from rft_domain.activity.log_sent import LogSent, log_sent
from rft_domain.activity.queries import ListActivity, ListAudit, list_activity, list_audit
from rft_domain.activity.timeline import SeeTimeline, see_timeline
from rft_domain.bookings.attendee import Attendance
from rft_domain.bookings.pricing import Discount
from rft_domain.bookings.use_cases.cancel_attendee import CancelAttendee, cancel_attendee
from rft_domain.bookings.use_cases.cancel_booking import CancelBooking, cancel_booking
from rft_domain.bookings.use_cases.complete_booking import CompleteBooking, complete_booking
from rft_domain.bookings.use_cases.confirm_booking import ConfirmBooking, confirm_booking
from rft_domain.bookings.use_cases.create_booking import create_booking
from rft_domain.bookings.use_cases.create_discount import CreateDiscount, create_discount
from rft_domain.bookings.use_cases.mark_attendance import MarkAttendance, mark_attendance
from rft_domain.bookings.use_cases.move_booking import MoveBooking, move_booking
from rft_domain.bookings.use_cases.write_requirements import WriteRequirements, write_requirements
from rft_domain.catalogue.course import CourseTerms
from rft_domain.catalogue.use_cases.create_course import CreateCourse, create_course
from rft_domain.customers.customer import CustomerStatus
from rft_domain.customers.finding import CustomerFilter
from rft_domain.customers.note_queries import ListNotes, list_notes
from rft_domain.customers.preferences import Choices
from rft_domain.customers.profile import Profile
from rft_domain.customers.queries import (
    SeeConsentHistory,
    SeeSensitiveDetails,
    see_consent_history,
    see_sensitive_details,
)
from rft_domain.customers.sensitive import Details
from rft_domain.customers.use_cases.change_customer import ChangeCustomer, change_customer
from rft_domain.customers.use_cases.change_preferences import ChangePreferences, change_preferences
from rft_domain.customers.use_cases.change_profile import ChangeProfile, change_profile
from rft_domain.customers.use_cases.change_sensitive_details import ChangeSensitiveDetails, change_sensitive_details
from rft_domain.customers.use_cases.create_segment import CreateSegment, create_segment
from rft_domain.customers.use_cases.find_duplicates import FindDuplicates, find_duplicates
from rft_domain.customers.use_cases.open_customer import OpenCustomer, open_customer
from rft_domain.customers.use_cases.record_export import ExportFormat, RecordExport, record_export
from rft_domain.customers.use_cases.write_note import WriteNote, write_note
from rft_domain.identity.registration import Registration
from rft_domain.identity.use_cases.ask_to_register import AskToRegister, ask_to_register
from rft_domain.identity.use_cases.assign_role import AssignRole, assign_role
from rft_domain.identity.use_cases.begin_log_in import BeginLogIn, begin_log_in
from rft_domain.identity.use_cases.deactivate_user import DeactivateUser, deactivate_user
from rft_domain.identity.use_cases.end_auth_session import EndAuthSession, end_auth_session
from rft_domain.identity.use_cases.invite_member import InviteMember, invite_member
from rft_domain.identity.use_cases.issue_link import IssueLink, issue_link
from rft_domain.identity.use_cases.issue_registration import IssueRegistration, issue_registration
from rft_domain.identity.use_cases.issue_reset import IssueReset, issue_reset
from rft_domain.identity.use_cases.look_up import LookUp, look_up
from rft_domain.identity.use_cases.register_user import RegisterUser, register_user
from rft_domain.identity.use_cases.remove_second_factor import RemoveSecondFactor, remove_second_factor
from rft_domain.identity.user import Role
from rft_domain.insights.monitor import SeeMonitor, see_monitor
from rft_domain.insights.queries import CustomerInsights, OverallInsights, customer_insights, overall_insights
from rft_domain.insights.recount import ExamineFigures, RecountFigures, examine_figures, recount_figures
from rft_domain.privacy.queries import ExportPerson, ListErasures, export_person, list_erasures
from rft_domain.privacy.use_cases.apply_retention import ApplyRetention, apply_retention
from rft_domain.privacy.use_cases.erase_customer import EraseCustomer, erase_customer
from rft_domain.privacy.use_cases.erase_user import EraseUser, erase_user
from rft_domain.shared.email import Email
from rft_domain.shared.errors import Forbidden, NotFound, RftError, Unauthenticated
from rft_domain.shared.ids import RegistrationId
from rft_domain.shared.money import Money
from rft_domain.shared.outbox import Message
from rft_domain.testing.scenes import wanted
from rft_domain.testing.world import refusal
from tests.access.cells import actors
from tests.access.mutants import mutant
from tests.access.oracle import ever, subset
from tests.access.stage import Stage

Things = Sequence[tuple[Any, Subject]]


@frozen
class Question:
    """``things`` makes commands, each with what it is about; whoever may ``sees`` that is told when they may not."""

    use_case: Any
    action: Action
    things: Callable[[Stage], Things]
    sees: Action = Action.SEE_BOOKING


def _of_bookings(command: Callable[..., Any], **more: Any) -> Callable[[Stage], Things]:
    return lambda stage: [(command(booking_id=booking.id, **more), subject) for booking, subject in stage.bookings]


def _of_attendees(command: Callable[..., Any], **more: Any) -> Callable[[Stage], Things]:
    return lambda stage: [
        (command(booking_id=booking.id, attendee_id=booking.attendees[0].id, **more), subject)
        for booking, subject in stage.bookings
    ]


def _moves(stage: Stage) -> Things:
    session_id = stage.bookings[0][0].session_id
    return [(MoveBooking(booking_id=one.id, session_id=session_id), subject) for one, subject in stage.bookings]


def _profiles(stage: Stage) -> Things:
    profile = Profile(first_name="Ana", last_name="Silva")
    ids = (stage.names.mine, stage.names.theirs)
    return [(ChangeProfile(customer_id=id, profile=profile), Subject(customer_id=id)) for id in ids]


def _statuses(stage: Stage) -> Things:
    more = {"profile": Profile(first_name="Ana", last_name="Silva"), "status": CustomerStatus.SUSPENDED}
    return _of_customers(ChangeCustomer, **more)(stage)


def _users(stage: Stage) -> Things:
    ids = (stage.names.me, stage.names.somebody)
    return [(OpenCustomer(user_id=id), Subject(user_id=id)) for id in ids]


def _roles(stage: Stage) -> Things:
    return [(AssignRole(user_id=stage.names.somebody, role=Role.CUSTOMER), Subject())]


def _staff_roles(stage: Stage) -> Things:
    return [(AssignRole(user_id=stage.names.somebody, role=Role.ADMIN), Subject())]


def _of_staff(stage: Stage) -> Things:
    return [(DeactivateUser(user_id=stage.admin_id), Subject())]


def _log_ins(stage: Stage) -> Things:
    return [(EndAuthSession(session_id=id), subject) for id, subject in stage.log_ins]


def _of_me(command: Callable[..., Any], **more: Any) -> Callable[[Stage], Things]:
    return lambda stage: [(command(user_id=stage.names.me, **more), Subject())]


def _of_customers(command: Callable[..., Any], **more: Any) -> Callable[[Stage], Things]:
    return lambda stage: [
        (command(customer_id=id, **more), Subject(customer_id=id)) for id in (stage.names.mine, stage.names.theirs)
    ]


def _registrations(stage: Stage) -> Things:
    now = stage.world.clock.now
    with stage.world.open() as uow:
        id = RegistrationId(uow.entropy.uuid())
        wish = Registration.open(id=id, email=NEW_USER.email, **RUI, password_hash="x", now=now)
        uow.registrations.add(wish)
        uow.commit()
    return [(IssueRegistration(message_id=UUID(int=1), registration_id=id), Subject())]


def _look_up(stage: Stage) -> Things:
    booking = stage.bookings[0][0]
    return [(LookUp(reference=booking.reference.symbols, email=booking.contact.email.identity), Subject())]


def _link(stage: Stage) -> Things:
    return [(IssueLink(message_id=UUID(int=1), link_id=stage.link.id), Subject())]


def _sent(stage: Stage) -> Things:
    body = {"booking_id": str(stage.bookings[0][0].id)}
    message = Message(id=UUID(int=1), topic="booking-confirmed", body=body, created_at=stage.world.clock.now)
    return [(LogSent(message=message), Subject())]


def _any(command: Any) -> Callable[[Stage], Things]:
    return lambda stage: [(command, Subject())]


RUI: dict[str, Any] = {"first_name": "Rui", "last_name": "Silva"}
NEW_USER = RegisterUser(email=Email.parse("new@example.org"), **RUI)
NEW_ACCOUNT = AskToRegister(email=NEW_USER.email, **RUI, password_hash="x")
NEW_COURSE = CreateCourse(terms=CourseTerms(code="NEW", title="New", price=Money.of(1)))
NEW_EXPORT = RecordExport(format=ExportFormat.CSV, rows=2, wanted=CustomerFilter())
NEW_DISCOUNT = CreateDiscount(discount=Discount(code="NEW", rate=Decimal("0.1")))
QUESTIONS = [
    Question(confirm_booking, Action.CONFIRM_BOOKING, _of_bookings(ConfirmBooking)),
    Question(cancel_booking, Action.CANCEL_BOOKING, _of_bookings(CancelBooking)),
    Question(complete_booking, Action.COMPLETE_BOOKING, _of_bookings(CompleteBooking)),
    Question(move_booking, Action.MOVE_BOOKING, _moves),
    Question(cancel_attendee, Action.CHANGE_ATTENDEES, _of_attendees(CancelAttendee)),
    Question(mark_attendance, Action.MARK_ATTENDANCE, _of_attendees(MarkAttendance, attendance=Attendance.ATTENDED)),
    Question(
        write_requirements, Action.WRITE_REQUIREMENTS, _of_attendees(WriteRequirements, special_requirements="A ramp")
    ),
    Question(change_profile, Action.CHANGE_PROFILE, _profiles, Action.SEE_CUSTOMER),
    Question(open_customer, Action.OPEN_CUSTOMER, _users, Action.SEE_USER),
    Question(create_discount, Action.MANAGE_DISCOUNTS, _any(NEW_DISCOUNT)),
    Question(register_user, Action.REGISTER_USER, _any(NEW_USER)),
    Question(assign_role, Action.ASSIGN_CUSTOMER_OR_INSTRUCTOR, _roles),
    Question(assign_role, Action.ASSIGN_ADMIN_OR_SUPERUSER, _staff_roles),
    Question(deactivate_user, Action.CHANGE_USER, _of_me(DeactivateUser)),
    Question(deactivate_user, Action.CHANGE_ADMIN_OR_SUPERUSER, _of_staff),
    Question(list_activity, Action.SEE_ACTIVITY, _of_me(ListActivity)),
    Question(see_timeline, Action.SEE_ACTIVITY, _of_customers(SeeTimeline), Action.SEE_CUSTOMER),
    Question(begin_log_in, Action.LOG_IN, _any(BeginLogIn(email=NEW_USER.email))),
    Question(end_auth_session, Action.MANAGE_OWN_LOG_IN, _log_ins, Action.MANAGE_OWN_LOG_IN),
    Question(remove_second_factor, Action.REMOVE_SECOND_FACTOR, _of_me(RemoveSecondFactor)),
    Question(look_up, Action.LOOK_UP, _look_up),
    Question(issue_link, Action.ISSUE_LINK, _link),
    Question(log_sent, Action.LOG_SENT, _sent),
    Question(issue_reset, Action.ISSUE_RESET, _of_me(IssueReset, message_id=UUID(int=1))),
    Question(ask_to_register, Action.PROVE_ADDRESS, _any(NEW_ACCOUNT)),
    Question(issue_registration, Action.ISSUE_PROOF, _registrations),
    Question(
        invite_member,
        Action.MANAGE_MEMBERS,
        _of_customers(InviteMember, email=NEW_USER.email, **RUI),
        Action.SEE_CUSTOMER,
    ),
    Question(
        change_preferences,
        Action.CHANGE_PREFERENCES,
        _of_customers(ChangePreferences, choices=Choices(sms=False)),
        Action.SEE_CUSTOMER,
    ),
    Question(
        change_sensitive_details,
        Action.CHANGE_SENSITIVE,
        _of_customers(ChangeSensitiveDetails, details=Details(medical_flag=True)),
        Action.SEE_CUSTOMER,
    ),
    Question(see_sensitive_details, Action.SEE_SENSITIVE, _of_customers(SeeSensitiveDetails), Action.SEE_CUSTOMER),
    Question(find_duplicates, Action.MERGE_CUSTOMERS, _any(FindDuplicates())),
    Question(see_consent_history, Action.SEE_CONSENT_HISTORY, _of_customers(SeeConsentHistory), Action.SEE_CUSTOMER),
    Question(list_notes, Action.SEE_NOTES, _of_customers(ListNotes), Action.SEE_CUSTOMER),
    Question(write_note, Action.WRITE_NOTES, _of_customers(WriteNote, text="Pays late."), Action.SEE_CUSTOMER),
    Question(change_customer, Action.CHANGE_CUSTOMER_STATUS, _statuses, Action.SEE_CUSTOMER),
    Question(create_segment, Action.MANAGE_SEGMENTS, _any(CreateSegment(name="All", wanted=CustomerFilter()))),
    Question(record_export, Action.EXPORT_CUSTOMERS, _any(NEW_EXPORT)),
    Question(export_person, Action.EXPORT_PERSON, _of_customers(ExportPerson), Action.SEE_CUSTOMER),
    Question(erase_customer, Action.ERASE_PERSON, _of_customers(EraseCustomer), Action.SEE_CUSTOMER),
    Question(erase_user, Action.ERASE_PERSON, _of_me(EraseUser), Action.SEE_CUSTOMER),
    Question(list_erasures, Action.ERASE_PERSON, _any(ListErasures())),
    Question(apply_retention, Action.APPLY_RETENTION, _any(ApplyRetention(counted_only=True))),
    Question(list_audit, Action.SEE_AUDIT, _any(ListAudit())),
    Question(customer_insights, Action.SEE_INSIGHTS, _of_customers(CustomerInsights), Action.SEE_CUSTOMER),
    Question(overall_insights, Action.SEE_OVERALL_INSIGHTS, _any(OverallInsights())),
    Question(recount_figures, Action.RECOUNT_FIGURES, _any(RecountFigures(customer_ids=()))),
    Question(examine_figures, Action.RECOUNT_FIGURES, _any(ExamineFigures())),
    Question(see_monitor, Action.SEE_MONITOR, _any(SeeMonitor())),
    Question(create_course, Action.MANAGE_CATALOGUE, _any(NEW_COURSE)),
    Question(
        create_booking, Action.CREATE_BOOKING, lambda stage: [(wanted(stage.bookings[0][0].session_id), Subject())]
    ),
]
each = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.action.value)


def told(stage: Stage, question: Question, kind: ActorKind) -> list[type[RftError] | None]:
    """How the policy refused, if it did; nothing is committed."""

    def ask(actor: Actor, command: Any) -> None:
        with stage.world.open() as uow:
            question.use_case(command, actor=actor, now=stage.world.clock.now, uow=uow)

    answers: list[type[RftError] | None] = []
    for actor, (command, _) in product(actors(kind, stage.names), question.things(stage)):
        error = refusal(partial(ask, actor, command))
        answers.append(type(error) if isinstance(error, Forbidden | Unauthenticated | NotFound) else None)
    return answers


def _never(kind: ActorKind, action: Action) -> type[RftError]:
    if kind is ActorKind.ANONYMOUS:
        return Unauthenticated
    # a mailed code makes this guest one who may
    proves = kind is ActorKind.PORTAL_GUEST and ever(ActorKind.PROVEN_GUEST, action)
    return StepUpRequired if proves else Forbidden


def expected(stage: Stage, question: Question, kind: ActorKind) -> list[type[RftError] | None]:
    subjects = [subject for _, subject in question.things(stage)]
    answers: list[type[RftError] | None] = []
    for actor in actors(kind, stage.names):
        if not ever(kind, question.action):
            answers += [_never(kind, question.action)] * len(subjects)
            continue
        may, sees = (subset(actor, action, subjects) for action in (question.action, question.sees))
        for one, seen in zip(may, sees, strict=True):
            answers.append(None if one else CustomerAuthorizationError if seen else NotFound)
    return answers


@each
@pytest.mark.parametrize("kind", ActorKind)
def test_a_use_case_refuses_what_the_policy_does_not_list(stage: Stage, question: Question, kind: ActorKind) -> None:
    assert told(stage, question, kind) == expected(stage, question, kind)


@each
@pytest.mark.parametrize("emptied", ["memory"], indirect=True)
def test_every_line_taken_out_of_the_policy_is_missed(stage: Stage, question: Question) -> None:
    lines = [line for line in POLICY if line[1] is question.action]
    assert lines != []
    for line in lines:
        with patch.object(decisions, "POLICY", mutant(line)):
            assert told(stage, question, line[0]) != expected(stage, question, line[0]), line


def test_no_action_is_left_out() -> None:
    """The others are asked for by queries and by the options of a booking, over HTTP, or only told apart by."""
    of_booking = {Action.SEE_BOOKING, Action.CREATE_PROVISIONAL_BOOKING, Action.BOOK_PAST_SESSION}
    over_http = of_booking | {Action.SEE_WHOLE_CATALOGUE, Action.USE_PORTAL, Action.CHANGE_EMAIL}
    only_told = {Action.SEE_USER, Action.SEE_CUSTOMER}
    assert {question.action for question in QUESTIONS} | over_http | only_told == set(Action)
