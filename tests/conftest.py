"""What every test may ask for. Who plays in the tests stands in `tests/cast.py`."""

import gc
import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import quote

import httpcore2
import pytest
from django.db import connection
from django.test import TransactionTestCase
from playwright.sync_api import Browser, sync_playwright

from tests import cast
from tests.cast import Office
from tests.connected import beside_a_sandbox, confirm, connected
from tests.crashes.worker_fixtures import warm_ones, worker_environment, workers
from tests.emptying import empty_database
from tests.sending.desk import Desk
from tracker.accounts_system.models import Installation
from xero_sandbox.server import Running

__all__ = ["warm_ones", "worker_environment", "workers"]

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


def pytest_configure(config: pytest.Config) -> None:
    """What the sandbox answers to Tracker is held against Xero's OpenAPI too."""
    config.pluginmanager.import_plugin("openapi_check.plugin")


def pytest_xdist_auto_num_workers() -> int:
    """Three for two processors: for a third of its time a test waits for processes and clocks."""
    return max(1, len(os.sched_getaffinity(0)) * 3 // 2)


def pytest_collection_finish() -> None:
    """Code and tests stay to the end: let the collector not look through them again and again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if SHARED.is_dir():
        return
    skip = pytest.mark.skip(reason=f"the real documents are not there: {SHARED}")
    for item in items:
        if item.get_closest_marker("needs_shared"):
            item.add_marker(skip)


@pytest.fixture
def shared() -> Path:
    """The folder with the real documents; for tests marked `needs_shared`."""
    return SHARED


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium: the one that TRACKER_CHROMIUM names, else the one on the path."""
    path = os.environ.get("TRACKER_CHROMIUM") or shutil.which("chromium")
    if path is None:
        _do_without_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def sandbox() -> Iterator[Running]:
    """A sandbox, and Tracker configured for it."""
    with beside_a_sandbox() as running:
        yield running


@pytest.fixture
def office(transactional_db: None) -> Office:
    return cast.office()


@pytest.fixture
def desk(office: Office, sandbox: Running) -> Desk:
    """Connected, mapped and confirmed: Authorised, exclusive, everything created by itself."""
    connection = connected(office, sandbox)
    confirm(connection, by=office.owner)
    return Desk(office, connection, sandbox)


@pytest.fixture
def process_environment(transactional_db: None) -> dict[str, str]:
    """The environment in which a process of Tracker works on this test's database."""
    named = connection.settings_dict
    port = f"&port={named['PORT']}" if named["PORT"] else ""
    login = f"{named['USER']}:{named['PASSWORD']}" if named["PASSWORD"] else named["USER"]
    address = f"postgresql://{login}@/{named['NAME']}?host={quote(named['HOST'], safe='')}{port}"
    return {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"}


@pytest.fixture(scope="session", autouse=True)
def emptied_quickly() -> Iterator[None]:
    """Whatever commits leaves an empty database, as Django has it, in a tenth of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_database)
        yield


@pytest.fixture(scope="session", autouse=True)
def certificates_read_once() -> Iterator[None]:
    """A call by ``httpx2.get`` reads the machine's certificates, for longer than all else it does,
    and every test makes several, all of them on loopback.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpcore2, "default_ssl_context", cache(httpcore2.default_ssl_context))
        yield


@pytest.fixture(autouse=True)
def database_as_migrated(request: pytest.FixtureRequest) -> None:
    """Give a test that commits what migrations made: the installation's id is taken away after
    each.
    """
    mark = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (
        mark is not None and mark.kwargs.get("transaction", False)
    ):
        request.getfixturevalue("transactional_db")
        if not Installation.objects.exists():
            Installation.objects.create()


def _do_without_browser() -> None:
    reason = "there is no Chromium: install Debian's chromium, or set TRACKER_CHROMIUM"
    if os.environ.get("TRACKER_TEST_BROWSER") == "required":
        pytest.fail(reason)
    pytest.skip(reason)
