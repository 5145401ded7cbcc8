"""Every call of the API."""

from .bookings.endpoints import BOOKINGS
from .catalogue.endpoints import MANAGED, ON_SALE
from .customers.endpoints import CUSTOMERS
from .endpoint import Endpoint
from .insights.endpoints import INSIGHTS
from .joining.endpoints import MEMBERS, REGISTRATION
from .log_in.endpoints import LOG_IN
from .merging.endpoints import DUPLICATES, MERGES
from .notes.endpoints import NOTES
from .portal.endpoints import PORTAL
from .preferences.endpoints import PREFERENCES
from .privacy.endpoints import PRIVACY
from .second_factor.endpoints import SECOND_FACTOR
from .segments.endpoints import SEGMENTS
from .sensitive.endpoints import SENSITIVE
from .timeline.endpoints import TIMELINE
from .users.endpoints import USERS

ENDPOINTS: tuple[Endpoint, ...] = (
    *BOOKINGS,
    *ON_SALE,
    *MANAGED,
    *USERS,
    *CUSTOMERS,
    *SEGMENTS,
    *LOG_IN,
    *SECOND_FACTOR,
    *REGISTRATION,
    *MEMBERS,
    *PREFERENCES,
    *SENSITIVE,
    *PORTAL,
    *NOTES,
    *TIMELINE,
    *INSIGHTS,
    *DUPLICATES,
    *MERGES,
    *PRIVACY,
)
