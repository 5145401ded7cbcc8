"""Every call of the API."""

from .bookings.endpoints import BOOKINGS
from .catalogue.endpoints import CATALOGUE
from .endpoint import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (*CATALOGUE, *BOOKINGS)
