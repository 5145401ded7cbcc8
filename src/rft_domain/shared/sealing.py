"""What can be refused about sensitive fields at rest (product.md B3): the store seals, the domain sees plain values."""

from .errors import Conflict, RuleBroken


class DataKeyMissing(RuleBroken):
    """The service was not given the master key that seals, or the one that something was sealed under."""

    code = "data-key-missing"
    message = (
        "This service was not given the key of its sensitive fields. "
        "Ask who runs it to set RFT_DATA_KEY_FILE or RFT_DATA_KEYS."
    )


class SealedDataRefused(Conflict):
    """It was changed, or stands where it was not put: in another column, another row, for another subject."""

    code = "sealed-data-refused"
    message = "A sensitive field cannot be opened: what is stored is not what was sealed there."
