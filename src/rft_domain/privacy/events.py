"""News of erasures."""

from datetime import datetime

from attrs import frozen

from ..shared.ids import CustomerId, UserId


@frozen(kw_only=True)
class CustomerErased:
    at: datetime
    customer_id: CustomerId


@frozen(kw_only=True)
class UserErased:
    at: datetime
    user_id: UserId
