"""What the identity slice knows of customers: who it is that invites, whatever store they are in."""

from rft_domain.customers.ports import Customers
from rft_domain.identity.proof_ports import InvitingCustomer
from rft_domain.shared.ids import CustomerId


class InvitingCustomerReader:
    """The identity slice's ``InvitingCustomers``, over the customers slice's ``Customers``."""

    __slots__ = ("_customers",)

    def __init__(self, customers: Customers) -> None:
        self._customers = customers

    def get(self, customer_id: CustomerId) -> InvitingCustomer:
        customer = self._customers.get(customer_id)
        profile = customer.profile
        name = profile.company or " ".join(filter(None, (profile.first_name, profile.last_name)))
        return InvitingCustomer(customer_id=customer.id, email=customer.email, name=name or customer.email.typed)
