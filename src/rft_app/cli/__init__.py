"""The command ``rft``. Heavy modules are imported inside the commands, so that ``--help`` answers at once."""

import click

from .audit import audit
from .backup import backup, restore
from .bookings import bookings
from .courses import courses
from .customers import customers
from .db import db
from .demo import demo
from .discounts import discounts
from .doctor import doctor
from .insights import insights
from .keys import keys
from .legacy import backfill, legacy
from .monitor import monitor
from .policy import policy
from .privacy import privacy
from .program import Program
from .quarantine import quarantine
from .recount import recount
from .segments import segments
from .serve import serve, worker
from .sessions import sessions
from .users import users


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="rft", message="rft %(version)s")
def main() -> None:
    """The people-and-bookings core of a training provider.

    Commands that touch data use the database of --database-url or DATABASE_URL, else a PostgreSQL of their own in
    --data-dir. They act as the system, and the audit trail says so.
    """


_DATA = (courses, sessions, bookings, discounts, users, customers, segments, legacy, backfill)
_FIGURES = (insights, recount, monitor)
_SAFETY = (backup, restore, policy, audit, keys, privacy, doctor)
for command in (demo, serve, worker, db, *_DATA, *_FIGURES, *_SAFETY):
    main.add_command(command)
legacy.add_command(quarantine)
