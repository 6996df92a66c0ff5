from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from browsing import chromium, desk

from sandbox_client import Xero
from xero_sandbox.server import Running, running

HERE = Path(__file__).parent

__all__ = ["chromium", "desk", "sandbox", "xero"]


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.import_plugin("openapi_check.plugin")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Ours go first where others run too: their browser may stay open for the whole run."""
    items.sort(key=lambda item: item.path.parent != HERE)


@pytest.fixture
def sandbox() -> Iterator[Running]:
    with running(limits="off") as served:
        if f"{served.clock.now().astimezone(ZoneInfo('Europe/London')):%H:%M}" == "23:59":
            served.clock.advance(120)  # so that today is one day throughout the test
        yield served


@pytest.fixture
def xero(sandbox: Running) -> Xero:
    return Xero(sandbox)
