"""The examples of README and docs run as tests."""

from pathlib import Path

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser()],
    path=str(Path(__file__).parent),
    patterns=["README.md", "docs/**/*.md"],
).pytest()
