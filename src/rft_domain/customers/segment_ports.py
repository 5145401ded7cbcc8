"""What segments ask of their store, and of the courses next door."""

from typing import Protocol

from ..shared.errors import NotFound
from ..shared.ids import CourseId, Entropy, SegmentId
from .errors import SegmentOutdated
from .finding import CustomerFilter, CustomerReader
from .segment import Segment


class Segments(Protocol):
    def get(self, segment_id: SegmentId) -> Segment:
        """Raises :class:`SegmentNotFound`, also for a deleted one."""
        ...

    def all(self) -> tuple[Segment, ...]:
        """Those that stand, by name."""
        ...

    def add(self, segment: Segment) -> None:
        """Committing raises :class:`SegmentNameTaken` where another one that stands has the name."""
        ...

    def save(self, segment: Segment) -> None:
        """As :meth:`add`, or :class:`StaleWrite` on an old version."""
        ...


class OfferedCourses(Protocol):
    def get(self, course_id: CourseId) -> object:
        """Raises :class:`NotFound`."""
        ...


class SegmentsUnitOfWork(Protocol):
    @property
    def segments(self) -> Segments: ...
    @property
    def courses(self) -> OfferedCourses: ...
    @property
    def customer_reader(self) -> CustomerReader: ...
    @property
    def entropy(self) -> Entropy: ...


def checked(wanted: CustomerFilter, uow: SegmentsUnitOfWork) -> CustomerFilter:
    """What it names is there. Raises :class:`SegmentOutdated`."""
    if wanted.course_id is not None:
        try:
            uow.courses.get(wanted.course_id)
        except NotFound:
            raise SegmentOutdated(course_id=str(wanted.course_id)) from None
    return wanted


def is_taken(segment: Segment, uow: SegmentsUnitOfWork) -> bool:
    """Another one that stands has the name."""
    return any(one.folded_name == segment.folded_name and one.id != segment.id for one in uow.segments.all())
