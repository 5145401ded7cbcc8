"""Every import contract of pyproject.toml holds, and each has been seen to fail (design.md 1)."""

import tomllib
from typing import Any

import pytest

from tests.architecture.conftest import Tree
from tests.architecture.source import ROOT, SRC

SETTINGS: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
NAMES: dict[str, str] = {contract["id"]: contract["name"] for contract in SETTINGS["contracts"]}

# contract, file to plant, what is planted there
PLANTED = [
    ("floors", "src/rft_domain/testing/planted.py", "import rft_adapters.system"),
    ("floors", "src/rft_adapters/planted.py", "from rft_app import settings"),
    ("rooms", "src/rft_domain/shared/planted.py", "import rft_domain.access"),
    ("rooms", "src/rft_domain/access/planted.py", "import rft_domain.bookings"),
    ("rooms", "src/rft_domain/bookings/planted.py", "import rft_domain.catalogue"),
    ("rooms", "src/rft_domain/catalogue/planted.py", "from rft_domain import customers"),
    ("rooms", "src/rft_domain/customers/planted.py", "from rft_domain.identity import events"),
    ("rooms", "src/rft_domain/identity/planted.py", "import rft_domain.activity"),
    ("rooms", "src/rft_domain/activity/planted.py", "import rft_domain.unit_of_work"),
    ("rooms", "src/rft_domain/unit_of_work.py", "import rft_domain.testing"),
    ("rooms", "src/rft_domain/newcomer/__init__.py", ""),
    ("rooms", "src/rft_domain/utils.py", ""),
    ("sql", "src/rft_adapters/planted.py", "import sqlalchemy"),
    ("sql", "src/rft_adapters/planted.py", "import psycopg.rows"),
    ("sql", "src/rft_adapters/planted.py", "from psycopg_pool import ConnectionPool"),
    ("sql", "src/rft_app/planted.py", "from alembic import command"),
    ("web", "src/rft_app/planted.py", "import falcon"),
    ("web", "src/rft_adapters/planted.py", "import msgspec.json"),
    ("server", "src/rft_app/planted.py", "import granian"),
    ("wiring", "src/rft_app/planted.py", "from dependency_injector import containers"),
    ("settings", "src/rft_app/planted.py", "import typed_settings"),
    ("terminal", "src/rft_app/planted.py", "import click"),
    ("terminal", "src/rft_adapters/planted.py", "from rich import print"),
    ("operations", "src/rft_adapters/planted.py", "import structlog"),
    ("operations", "src/rft_domain/testing/planted.py", "import prometheus_client"),
    ("passwords", "src/rft_app/planted.py", "import argon2"),
    ("redis", "src/rft_adapters/planted.py", "import redis"),
    ("sheets", "src/rft_app/planted.py", "import xlsxwriter"),
    ("redis", "src/rft_app/planted.py", "from limits import strategies"),
    ("redis", "src/rft_adapters/profiles/planted.py", "from redis import Redis"),
    ("ciphers", "src/rft_adapters/planted.py", "from cryptography.fernet import Fernet"),
    ("codes", "src/rft_app/planted.py", "import pyotp"),
    ("hypothesis", "src/rft_domain/shared/planted.py", "import hypothesis"),
    ("parsers", "src/rft_adapters/planted.py", "import phonenumbers"),
    ("parsers", "src/rft_app/planted.py", "import email_validator, stdnum.gb.vat"),
    ("ids", "src/rft_domain/shared/planted.py", "import uuid_utils"),
]


def test_the_tree_keeps_every_contract(tree: Tree) -> None:
    status, said = tree.lint_imports()
    assert status == 0, said
    assert f"Contracts: {len(NAMES)} kept, 0 broken." in said


@pytest.mark.parametrize(("contract", "path", "text"), PLANTED)
def test_a_planted_import_breaks_its_contract_and_no_other(tree: Tree, contract: str, path: str, text: str) -> None:
    tree.plant(path, text)
    assert tree.broken_contracts() == [NAMES[contract]]


def test_every_contract_has_a_planted_violation() -> None:
    assert {contract for contract, _, _ in PLANTED} == set(NAMES)


def test_reactions_may_read_the_events_of_another_slice(tree: Tree) -> None:
    tree.plant("src/rft_domain/catalogue/events.py", "")
    tree.plant("src/rft_domain/bookings/reactions.py", "import rft_domain.catalogue.events")
    assert tree.broken_contracts() == []


def test_reactions_may_read_nothing_else_of_another_slice(tree: Tree) -> None:
    tree.plant("src/rft_domain/catalogue/planted.py", "")
    tree.plant("src/rft_domain/bookings/reactions.py", "import rft_domain.catalogue.planted")
    assert tree.broken_contracts() == [NAMES["rooms"]]


def test_a_misspelt_third_party_is_an_error_not_a_kept_contract(tree: Tree) -> None:
    text = (ROOT / "pyproject.toml").read_text()
    tree.plant("pyproject.toml", text.replace('protected_modules = ["falcon"', 'protected_modules = ["falkon"'))
    status, said = tree.lint_imports()
    assert status != 0
    assert "falkon" in said


def test_every_package_under_src_is_a_floor() -> None:
    assert {path.name for path in SRC.iterdir() if not path.name.startswith(".")} == set(SETTINGS["root_packages"])
