"""How the program speaks of errors: one line on standard error, 2 for a wrong call, 1 for a refusal."""

import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

WRONG_CALL, REFUSED, INTERRUPTED = 2, 1, 130

# which extra brings what, for installations that left one out
_EXTRAS = {
    "alembic": "postgres",
    "psycopg": "postgres",
    "psycopg_pool": "postgres",
    "sqlalchemy": "postgres",
    "argon2": "http",
    "limits": "redis",
    "redis": "redis",
    "falcon": "http",
    "granian": "http",
    "msgspec": "http",
    "xlsxwriter": "documents",
}


class Program(click.Group):
    """The outermost group. Whatever was expected to go wrong ends here, without a traceback."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        def run() -> Any:
            _check_text(sys.argv[1:] if args is None else args)
            return super(Program, self).main(args, "rft", complete_var, standalone_mode=False, **extra)

        return sys.exit(_told(run)) if standalone_mode else run()


def _told(run: Callable[[], Any]) -> int:
    try:
        code = run()
        return code if isinstance(code, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return WRONG_CALL
    except click.UsageError as error:
        return _say(_wrong_call(error), WRONG_CALL)
    except click.ClickException as error:
        return _say(error.format_message(), error.exit_code)
    except click.Abort:
        return INTERRUPTED
    except ModuleNotFoundError as error:
        extra_name = _EXTRAS.get((error.name or "").partition(".")[0])
        if extra_name is None:
            raise
        return _say(f"this needs more than was installed: pip install 'rft[{extra_name}]'", REFUSED)
    except Exception as error:
        sentence = _expected(error)
        if sentence is None:
            raise
        return _say(sentence, REFUSED)


def _check_text(args: Sequence[str]) -> None:
    """Bytes that are no text reach a program as halves of surrogate pairs, which nothing can write."""
    for place, argument in enumerate(args, 1):
        if not argument.isascii() and any("\ud800" <= sign <= "\udfff" for sign in argument):
            raise click.UsageError(f"Argument {place} must be text in UTF-8.")


def _say(sentence: str, code: int) -> int:
    click.echo(f"rft: {sentence}", err=True)
    return code


def _wrong_call(error: click.UsageError) -> str:
    sentence = error.format_message().rstrip(".")
    if error.ctx is None:
        return sentence
    return f"{sentence}. See: {error.ctx.command_path} --help"


def _expected(error: Exception) -> str | None:
    """One line for what can be refused; ``None`` for a defect, whose traceback is wanted."""
    from rft_adapters.embedded import EmbeddedServerError  # noqa: PLC0415 - only when something went wrong
    from rft_domain.shared.errors import RftError  # noqa: PLC0415 - the same

    if isinstance(error, RftError):
        return f"{error.code}: {error.detail}"
    if isinstance(error, OSError) and error.filename is not None:  # a folder that is not there, a file not for us
        return f"{error.filename}: {error.strerror}"
    return str(error) if isinstance(error, EmbeddedServerError) else None
