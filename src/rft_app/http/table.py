"""Every call of the API."""

from .bookings.endpoints import BOOKINGS
from .catalogue.endpoints import MANAGED, ON_SALE
from .endpoint import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (*ON_SALE, *BOOKINGS, *MANAGED)
