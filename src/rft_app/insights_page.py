"""Insights as one page that needs nothing else: numbers, and bars drawn as SVG. No scripts."""

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from rft_domain.insights.insights import Insights
from rft_domain.insights.queries import InsightsOfCustomer
from rft_domain.shared.money import Money

_BAR, _GAP, _LABEL, _WIDEST = 22, 8, 210, 420

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: #1d2733; }}
h1 {{ font-size: 1.6rem; }} h2 {{ font-size: 1.1rem; margin-top: 2rem; }}
dl {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: 1rem; }}
dt {{ color: #55616f; font-size: .85rem; }} dd {{ margin: 0; font-size: 1.3rem; font-weight: 600; }}
svg {{ width: 100%; height: auto; }} rect {{ fill: #1f6feb; }} text {{ font-size: 13px; fill: #1d2733; }}
</style>
</head>
<body>
<h1>{title}</h1>
<dl>
{facts}
</dl>
<h2>Spent by month</h2>
{months}
<h2>Preferred courses</h2>
{courses}
</body>
</html>
"""


def page(insights: Insights, of: InsightsOfCustomer | None = None) -> str:
    """HTML. ``of`` is the customer whose insights they are."""
    title = f"Insights: customer {of.customer_id}" if of is not None else "Insights"
    facts = "\n".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts_of(insights, of)
    )
    months = [(f"{one.month:%B %Y}", one.spent.amount, pounds(one.spent)) for one in insights.months]
    courses = [(one.title, Decimal(one.bookings), f"{one.bookings:,} booked") for one in insights.courses]
    return _PAGE.format(title=escape(title), facts=facts, months=_bars(months), courses=_bars(courses))


def facts_of(insights: Insights, of: InsightsOfCustomer | None = None) -> list[tuple[str, str]]:
    """Names and values, as people read them; what cannot be said yet is left out."""
    known: list[tuple[str, object]] = [
        ("Bookings", f"{insights.bookings:,}"),
        ("Cancelled", f"{insights.cancelled:,}"),
        ("Spent", pounds(insights.spent)),
        ("Average booking", insights.average_booking_value and pounds(insights.average_booking_value)),
        ("Lifetime value", insights.lifetime_value and pounds(insights.lifetime_value)),
        ("Customers", None if of is not None else f"{insights.customers:,}"),
        ("New customers", None if of is not None else f"{insights.new_customers:,}"),
        ("Seats", f"{insights.seats:,}"),
        ("No-shows", _percent(insights.no_show_rate)),
        ("Days between bookings", insights.days_between_bookings),
        ("Bookings per year", insights.bookings_per_year),
    ]
    return [(name, str(value)) for name, value in known if value is not None]


def pounds(money: Money) -> str:
    return f"£{money.amount:,}"


def _percent(rate: Decimal | None) -> str | None:
    return None if rate is None else f"{rate * 100:.2f}%"


def _bars(rows: Sequence[tuple[str, Decimal, str]]) -> str:
    """One bar a row, as long as its number; said in words too, for who does not see it."""
    if not rows:
        return "<p>Nothing yet.</p>"
    most = max(number for _, number, _ in rows) or Decimal(1)
    height = len(rows) * (_BAR + _GAP)
    drawn = "\n".join(_bar(place, row, most) for place, row in enumerate(rows))
    width = _LABEL + _WIDEST + 120
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{_said(rows)}">\n{drawn}\n</svg>'


def _said(rows: Sequence[tuple[str, Decimal, str]]) -> str:
    return escape("; ".join(f"{name}: {value}" for name, _, value in rows))


def _bar(place: int, row: tuple[str, Decimal, str], most: Decimal) -> str:
    name, number, value = row
    top, length = place * (_BAR + _GAP), int(number * _WIDEST / most)
    middle = top + _BAR // 2 + 5
    label = name if len(name) <= 27 else f"{name[:26]}…"
    return (
        f'<text x="{_LABEL - 8}" y="{middle}" text-anchor="end">{escape(label)}</text>'
        f'<rect x="{_LABEL}" y="{top}" width="{length}" height="{_BAR}" rx="3"/>'
        f'<text x="{_LABEL + length + 8}" y="{middle}">{escape(value)}</text>'
    )
