"""All laws, in the order of the report. Ids are never reused."""

from ..law import Law
from ..machine.rules import MACHINE
from . import access, audit, customers, lists, portal, records, rivals, threads, transactions, values

LAWS: tuple[Law, ...] = (
    customers.customer_ids_are_customers,
    customers.the_same_user_has_the_same_customer,
    access.ownership_goes_through_the_customer,
    customers.a_first_booking_makes_one_customer,
    records.nothing_dangles,
    access.only_listed_roles,
    records.old_bookings_keep_their_meaning,
    customers.a_customer_carries_the_data_of_its_user,
    transactions.what_was_not_committed_leaves_no_trace,
    transactions.what_fails_halfway_leaves_no_trace,
    rivals.nobody_overwrites_what_they_have_not_seen,
    rivals.the_last_seat_is_sold_once,
    values.values_come_back_exactly,
    rivals.everybody_sees_what_is_committed,
    access.lists_show_what_may_be_opened,
    lists.pages_stay_put,
    transactions.a_receipt_is_there_with_its_effect,
    rivals.a_failed_commit_is_reported,
    transactions.messages_leave_with_their_cause,
    records.figures_equal_a_recount,
    records.seats_equal_a_recount,
    values.a_unit_of_work_reads_its_own_writes,
    rivals.all_of_it_or_none,
    transactions.a_broken_commit_is_told_and_can_be_repeated,
    lists.filters_find_what_they_say,
    lists.what_is_listed_is_what_may_be_booked,
    audit.changes_are_on_record,
    portal.a_reference_opens_its_own_customer,
    portal.a_guest_stays_for_half_an_hour,
    portal.a_mailed_code_is_used_once,
    threads.many_buyers_never_oversell,
    threads.many_first_bookings_make_one_customer,
    threads.what_is_held_stays_still,
    threads.one_superuser_is_left,
    MACHINE,
)
