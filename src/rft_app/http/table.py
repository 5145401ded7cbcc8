"""Every call of the API."""

from .bookings.endpoints import BOOKINGS
from .catalogue.endpoints import MANAGED, ON_SALE
from .endpoint import Endpoint
from .joining.endpoints import MEMBERS, REGISTRATION
from .log_in.endpoints import LOG_IN
from .notes.endpoints import NOTES
from .portal.endpoints import PORTAL
from .preferences.endpoints import PREFERENCES
from .second_factor.endpoints import SECOND_FACTOR
from .timeline.endpoints import TIMELINE
from .users.endpoints import USERS

ENDPOINTS: tuple[Endpoint, ...] = (
    *BOOKINGS,
    *ON_SALE,
    *MANAGED,
    *USERS,
    *LOG_IN,
    *SECOND_FACTOR,
    *REGISTRATION,
    *MEMBERS,
    *PREFERENCES,
    *PORTAL,
    *NOTES,
    *TIMELINE,
)
