"""What every test stands on: settings, the database, and the rule that CI skips nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    # This file is read before Django is set up.
    from annotations.models import User

# Before Django is set up, which pytest-django does after it has read this file.
os.environ["DJANGO_SETTINGS_MODULE"] = "factcheck.settings"
os.environ["DEBUG"] = "1"

SHARED = Path(__file__).resolve().parents[2] / "shared"
# Data that is not ours to copy in here.
NOT_HERE = "not here: ../shared/data/"

# Two test processes share two cores: how long one example takes says nothing.
hypothesis.settings.register_profile("galleyproof", deadline=None)
hypothesis.settings.load_profile("galleyproof")


def pytest_configure() -> None:
    from django.conf import settings

    from annotations.proof.notes import SigningKey

    # That Django's settings are imported here is also what makes pytest-django set Django up, right after this hook.
    # A real hasher takes a tenth of a second for each person of each test.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Static files from where they lie, as with DEBUG, which pytest-django switches off.
    settings.WHITENOISE_AUTOREFRESH = True
    settings.HISTORY_KEY = str(SigningKey.make("desk.example"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Give each run and each of its processes an SQLite file of its own, so that two runs never meet."""
    from django.conf import settings

    default = settings.DATABASES["default"]
    if default["ENGINE"] == "factcheck.sqlite":
        default["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def flush_between_guards() -> Iterator[None]:
    """Let the flush after a transactional test, and nothing else, pass the guards against deleting."""
    from django.db import transaction
    from django.test import TransactionTestCase

    from annotations.history.triggers import drop_guards, install_guards

    flush = TransactionTestCase._fixture_teardown

    def flush_unguarded(self: TransactionTestCase) -> None:
        with transaction.atomic():
            drop_guards()
        try:
            flush(self)
        finally:
            with transaction.atomic():
                install_guards()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_unguarded)
        yield


@pytest.fixture(scope="module")
def furnished(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, User]]:
    """Build a desk with a row in every table of the history once for a file; give its people by name."""
    from tests.history.furnished import module_world

    with module_world(django_db_blocker) as people:
        yield people


@pytest.fixture
def desk(furnished: dict[str, User], db: None) -> dict[str, User]:
    return furnished


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Name a file of the shared data, or skip: it is not ours to copy in here."""

    def shared_data(name: str) -> Path:
        path = SHARED / "data" / name
        if not path.exists():
            pytest.skip(f"{NOT_HERE}{name}")
        return path

    return shared_data


@pytest.fixture(scope="session")
def seed_article_path(shared_data: Callable[[str], Path]) -> Path:
    return shared_data("seed_article.txt")


def _forbid_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """With NO_SKIPS=1 turn a skip into a failure, but for the shared data where there is no ../shared."""
    if os.environ.get("NO_SKIPS") != "1" or report.outcome != "skipped" or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if NOT_HERE in reason and not SHARED.exists():
        return
    report.outcome = "failed"
    report.longrepr = f"{report.nodeid} was skipped, and NO_SKIPS=1 allows no skips. {reason}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about the other database: a test that returns at once would count as passed."""
    from django.db import connection

    elsewhere = [
        item for item in items if any(mark.args != (connection.vendor,) for mark in item.iter_markers("only_on"))
    ]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _forbid_skip(report)
    return report


def pytest_sessionstart(session: pytest.Session) -> None:
    # The fixtures of tests/world.py import models, which only works once Django is set up.
    session.config.pluginmanager.import_plugin("tests.world")
