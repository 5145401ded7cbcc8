"""``rft policy`` prints the page of the documentation, and the page is the table."""

import pytest
from click.testing import CliRunner

from rft_app.cli import main
from rft_app.cli.policy import policy_page
from rft_domain.access.fields import FIELDS, FieldCell
from rft_domain.access.policy import POLICY, Cell
from tests.architecture.source import ROOT

PAGE = ROOT / "docs" / "reference" / "policy.md"


def test_the_page_of_the_documentation_is_what_the_command_prints() -> None:
    printed = CliRunner().invoke(main, ["policy"])
    assert (printed.exit_code, printed.output) == (0, PAGE.read_text())


@pytest.mark.parametrize("cell", sorted(POLICY), ids="-".join)
def test_the_page_without_a_cell_is_another_page(cell: Cell) -> None:
    assert policy_page(POLICY - {cell}) != policy_page()


@pytest.mark.parametrize("cell", sorted(FIELDS), ids="-".join)
def test_the_page_without_a_field_is_another_page(cell: FieldCell) -> None:
    assert policy_page(fields=FIELDS - {cell}) != policy_page()
