"""``rft customers …``: the customers of the house."""

import click

from .merging import MERGING


@click.group()
def customers() -> None:
    """Find customers who are one person twice, merge them, and undo that."""


for command in MERGING:
    customers.add_command(command)
