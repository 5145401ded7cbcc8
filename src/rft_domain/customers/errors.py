"""What can be refused about customers."""

from ..shared.errors import Conflict, NotFound, RuleBroken


class CustomerNotFound(NotFound):
    code = "not-found"


class NoteNotFound(NotFound):
    code = "not-found"


class NoCustomer(RuleBroken):
    code = "no-customer"
    message = "This user is a member of no customer, and notes are about customers. Link the user to one first."


class CustomerEmailTaken(Conflict):
    code = "customer-email-taken"
    message = "Another customer has this e-mail address."


class SegmentNotFound(NotFound):
    code = "not-found"


class SegmentNameTaken(Conflict):
    code = "segment-name-taken"
    message = "Another segment has this name."


class SegmentOutdated(RuleBroken):
    code = "segment-outdated"
    message = "The filter names a course that is not there. Change the filter."


class EmailNotVerified(RuleBroken):
    code = "email-not-verified"
    message = "There is a history under this e-mail address. Verify the address first."


class CustomerIsErased(Conflict):
    code = "customer-erased"
    message = "What was known of this customer is erased, for good."
