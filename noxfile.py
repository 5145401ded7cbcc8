"""What CI runs, you run, by the same name: ``nox`` for all of it, ``nox -s tests`` for one part.

Tests come last, so that their closing line is what a reader sees.
"""

import os

import nox

# uv brings certificates of its own; behind a company's proxy those of the machine are the ones that hold
os.environ.setdefault("UV_SYSTEM_CERTS", "true")

nox.needs_version = ">=2025.5"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "types", "bare", "tests"]

PYPROJECT = nox.project.load_toml("pyproject.toml")
PYTHON_FILES = ("src", "tests", "bench", "noxfile.py")
WORKERS = ("-n", "auto", "--maxprocesses=4", "--dist=worksteal")


def group(name: str) -> tuple[str, ...]:
    return nox.project.dependency_groups(PYPROJECT, name)


def install(session: nox.Session, *what: str) -> None:
    session.install("-q", "-c", "constraints.txt", *what)


def install_everything(session: nox.Session, of: str) -> None:
    install(session, "-e", ".[all]", *group(of))


@nox.session
def lint(session: nox.Session) -> None:
    """Style and format; ``nox -s lint -- --fix`` repairs what can be."""
    install(session, *group("lint"))
    if "--fix" in session.posargs:
        session.run("ruff", "check", "--fix", ".")
        session.run("ruff", "format", ".")
        return
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """mypy, strict, over everything; tests/typing holds calls that it must refuse."""
    install_everything(session, "types")
    session.run("mypy", "--strict", *PYTHON_FILES)


@nox.session(reuse_venv=False)
def bare(session: nox.Session) -> None:
    """A bare install imports the domain and the memory adapter, and brings no server."""
    install(session, ".")
    session.run("python", "-I", "tests/architecture/bare_install.py")


@nox.session
def tests(session: nox.Session) -> None:
    """Every test, import rules and the examples of README and docs included."""
    install_everything(session, "test")
    session.run("pytest", *WORKERS, *session.posargs)


@nox.session
def imports(session: nox.Session) -> None:
    """Only the import rules, with the planted violations that they must catch."""
    install_everything(session, "test")
    session.run("lint-imports")
    session.run("pytest", *WORKERS, "tests/architecture", *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """The tests, with the lines and branches they do not reach."""
    install_everything(session, "test")
    session.run("pytest", *WORKERS, "--cov", "--cov-report=term-missing:skip-covered", *session.posargs)


@nox.session
def schemathesis(session: nox.Session) -> None:
    """The full run over the OpenAPI document, with all checks."""
    install_everything(session, "test")
    session.run("pytest", "-m", "long", "-k", "schemathesis", "--timeout=1800", "tests/e2e", *session.posargs)


@nox.session
def soak(session: nox.Session) -> None:
    """Everything that takes minutes, but for schemathesis: long races, kills, many examples."""
    install_everything(session, "test")
    session.run("pytest", "-m", "long", "-k", "not schemathesis", "--timeout=1800", "tests", *session.posargs)


@nox.session
def timing(session: nox.Session) -> None:
    """Whether the time of a log-in tells who is known: ``nox -s timing -- --quick``."""
    install_everything(session, "test")
    session.run("python", "-m", "tests.timing", *session.posargs)


@nox.session
def sqlmap(session: nox.Session) -> None:
    """sqlmap, level 5 and risk 3, on all that a caller may send; ``-- --quick`` is its self-check alone."""
    install_everything(session, "test")
    install(session, *group("sqlmap"))
    session.run("python", "-m", "tests.injection", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Booking rates against the database's own limit: ``nox -s bench -- --quick``."""
    install(session, ".[all]")
    session.run("python", "-m", "bench", *session.posargs)


@nox.session
def search(session: nox.Session) -> None:
    """Looking for words among a million customers: ``nox -s search -- --customers 100000``."""
    install(session, ".[all]")
    session.run("python", "-m", "bench.search", *session.posargs)


@nox.session(venv_backend="uv")
def lowest(session: nox.Session) -> None:
    """The tests on the lowest direct dependencies that pyproject.toml allows."""
    session.install("-q", "--resolution", "lowest-direct", "-e", ".[all]", *group("test"))
    session.run("pytest", *WORKERS, *session.posargs)


@nox.session(venv_backend="uv")
def constraints(session: nox.Session) -> None:
    """Renew constraints.txt: one file for Python 3.11 and later, on Linux and macOS."""
    session.install("-q", *group("dev"))
    session.run(
        *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--upgrade"),
        *("--no-config", "--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links"),
        *("--all-extras", "--group", "dev", "--group", "sqlmap", "pyproject.toml", "-o", "constraints.txt"),
    )
