"""What can be refused when somebody is to be erased."""

from ..shared.errors import Conflict


class BookingsAhead(Conflict):
    """``bookings`` of its facts: how many stand, of sessions that are not over."""

    code = "bookings-ahead"
    message = "There are bookings ahead. Cancel them first, or say that they go on without names."


class CustomerShared(Conflict):
    """``members`` of its facts: how many there are."""

    code = "customer-shared"
    message = "Several people are members of this customer. Erase one of them, or say that all of them go."


class UserIsCustomer(Conflict):
    """The customer has the user's address, or no other member."""

    code = "user-is-customer"
    message = "What is known of this user is known of their customer too: erase the customer."


class LedgerMissing(Conflict):
    """Without a ledger a restored backup would bring the person back."""

    code = "erasure-ledger-missing"
    message = "Nobody can be erased: RFT_ERASURE_FILE, which remembers it beyond a restored backup, is not set."
