"""The page ``docs/reference/cli.md``, as click explains the commands. Renew it with:

python -m tests.app.cli.reference
"""

from collections.abc import Iterator
from pathlib import Path

import click

from rft_app.cli import main

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "cli.md"
_WIDTH = 100
_HELP = main.context_settings["help_option_names"]
_OPENING = """# Commands

What `rft … --help` prints, of every command. Exit codes: 0 done; 1 refused, or `rft doctor` found something; 2 a wrong
call; 130 interrupted. Errors are one line on standard error: `rft: `, the code, and what it means.
"""


def page() -> str:
    return "\n".join([_OPENING, *_chapters(main, "rft", None)])


def _chapters(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=parent, terminal_width=_WIDTH, help_option_names=_HELP)
    level = "##" if parent is None or parent.parent is None else "###"
    yield f"{level} {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            yield from _chapters(command.commands[below], below, context)


if __name__ == "__main__":
    PAGE.write_text(page())
