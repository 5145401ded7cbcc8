"""What the demo provider teaches, and where."""

from decimal import Decimal

from rft_domain.catalogue.course import CourseTerms
from rft_domain.shared.money import Money


def _course(
    code: str, title: str, price: str, months: int | None, description: str, active: bool = True
) -> CourseTerms:
    return CourseTerms(
        code=code,
        title=title,
        description=description,
        price=Money.of(price),
        vat_rate=Decimal("0.20"),
        certificate_months=months,
        active=active,
    )


COURSES = (
    _course("EFAW", "Emergency First Aid at Work", "75.00", 36, "One day for the appointed first-aider."),
    _course("FAW", "First Aid at Work", "195.00", 36, "The full course for workplaces with more than low risk."),
    _course("FAW-R", "First Aid at Work Requalification", "140.00", 36, "For those whose certificate is about to end."),
    _course("PFA", "Paediatric First Aid", "95.00", 36, "For nurseries, childminders and schools."),
    _course("MHFA", "Mental Health First Aid", "150.00", 36, "Noticing, listening, and where help is found."),
    _course("FIRE", "Fire Marshal", "60.00", 12, "Evacuation, extinguishers, and the daily checks."),
    _course("LIFT", "Manual Handling", "45.00", 36, "Half a day that saves many backs."),
    _course("AED", "Defibrillator Awareness", "39.50", None, "Not offered at present.", active=False),
)

VENUES = (
    "Training Centre, 12 Mill Lane, Leeds",
    "The Old Library, 4 Castle Street, York",
    "Riverside House, 30 Quay Road, Hull",
    "Unit 7, Steelworks Park, Sheffield",
    "https://meet.example.org/rft",
)
