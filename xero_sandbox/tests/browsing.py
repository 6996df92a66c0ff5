"""A browser for the tests that look at pages: Debian's Chromium, or none."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox_client import Xero

CHROMIUM = Path("/usr/bin/chromium")
CONSENT = (
    "/identity/connect/authorize?response_type=code&client_id=app"
    "&redirect_uri=http://localhost:8000/cb&scope=accounting.invoices&state=s-1"
)

# Where CI runs the tests, a browser test that cannot run is a failure.
needs_a_browser = pytest.mark.skipif(
    not CHROMIUM.exists() and not os.environ.get("CI"), reason="needs Debian's Chromium"
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def desk(chromium: Any, xero: Xero) -> Iterator[Any]:
    """A page whose addresses are the sandbox's own, without JavaScript, which the pages lack."""
    context = chromium.new_context(java_script_enabled=False, base_url=xero.running.url)
    yield context.new_page()
    context.close()


def press(desk: Any, name: str) -> None:
    desk.get_by_role("button", name=name, exact=True).click()


def unfold(desk: Any, name: str) -> None:
    desk.locator("summary", has_text=re.compile(f"^{name}")).click()


def state(desk: Any) -> str:
    return str(desk.locator("p.state").inner_text())


def problem(desk: Any) -> str:
    """What is said against the deed."""
    return str(desk.get_by_role("alert").inner_text())
