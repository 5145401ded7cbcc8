"""The examples of README and docs run: one test per page, its blocks in the order in which they stand."""

from pathlib import Path

import pytest
from sybil import Sybil
from sybil.example import Example
from sybil.parsers.markdown import PythonCodeBlockParser

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])


def examples(page: Path) -> list[Example]:
    sybil = Sybil(parsers=[PythonCodeBlockParser()], path=str(page.parent), patterns=[page.name])
    return list(sybil.parse(page))


@pytest.mark.parametrize(
    "page", [page for page in PAGES if examples(page)], ids=lambda page: str(page.relative_to(ROOT))
)
def test_the_examples_of_a_page_run(page: Path) -> None:
    for example in examples(page):
        example.evaluate()


def test_a_wrong_example_is_found(tmp_path: Path) -> None:
    page = tmp_path / "wrong.md"
    page.write_text("```python\nassert 1 + 1 == 3\n```\n")
    with pytest.raises(AssertionError):
        test_the_examples_of_a_page_run(page)
