"""``rft courses …``: what is taught."""

from decimal import Decimal

import click

from rft_domain.access.actor import SYSTEM
from rft_domain.catalogue.course import Course, CourseTerms
from rft_domain.catalogue.queries import ListCourses, list_courses
from rft_domain.catalogue.use_cases.create_course import CreateCourse, create_course
from rft_domain.shared.money import Money
from rft_domain.shared.paging import PageRequest

from ..http.catalogue.showing import course_answer, course_list
from .place import Place, open_house, takes_place
from .show import echo_facts, echo_json, echo_more, echo_table, json_option, page_options
from .types import PRICE, RATE


@click.group()
def courses() -> None:
    """Create and list courses."""


@courses.command()
@takes_place
@click.option("--code", required=True, help="Capital letters, digits and hyphens.")
@click.option("--title", required=True, help="What people call it.")
@click.option("--price", type=PRICE, required=True, help="For one seat, VAT included.")
@click.option("--vat-rate", type=RATE, default="0.20", show_default=True, help="A part of one.")
@click.option("--certificate-months", type=int, help="How long its certificate is valid.")
@click.option("--description", default="", help="More about it.")
@json_option
def create(
    place: Place,
    code: str,
    title: str,
    price: Money,
    vat_rate: Decimal,
    certificate_months: int | None,
    description: str,
    as_json: bool,
) -> None:
    """Create a course."""
    terms = CourseTerms(
        code=code,
        title=title,
        description=description,
        price=price,
        vat_rate=vat_rate,
        certificate_months=certificate_months,
    )
    with open_house(place) as application:
        course = application.run(create_course, CreateCourse(terms=terms), actor=SYSTEM)
    if as_json:
        echo_json(course_answer(course))
    else:
        echo_facts([("Course", str(course.id)), ("Code", terms.code), ("Title", terms.title)])


@courses.command("list")
@takes_place
@page_options
@json_option
def list_(place: Place, limit: int, cursor: str | None, as_json: bool) -> None:
    """List all courses by title."""
    with open_house(place) as application:
        page = application.read(list_courses, ListCourses(page=PageRequest(limit=limit, cursor=cursor)), actor=SYSTEM)
    if as_json:
        echo_json(course_list(page))
        return
    echo_table(("code", "title", "price", "offered", "id"), [_row(course) for course in page.items])
    echo_more(page.next_cursor)


def _row(course: Course) -> tuple[str, ...]:
    terms = course.terms
    return terms.code, terms.title, f"£{terms.price.amount}", "yes" if terms.active else "no", str(course.id)
