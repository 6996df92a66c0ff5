"""An office at work, as a browser finds it: pages by a server, jobs in a worker process."""

import re
from dataclasses import dataclass
from typing import Any

import httpx2
from playwright.sync_api import Page, expect

from tests.cast import Office
from tests.connected import confirm, connected
from tracker.accounts_system.models import Connection
from tracker.documents.models import Document
from xero_sandbox.server import Running

XERO = ("XERO_API_URL", "XERO_IDENTITY_URL", "XERO_LOGIN_URL", "XERO_WEB_URL")


@dataclass
class Place:
    """An office with three invoices, a sandbox, and a worker at work."""

    office: Office
    sandbox: Running
    invoices: list[Document]

    def connect(self) -> Connection:
        connection = connected(self.office, self.sandbox)
        confirm(connection, by=self.office.owner)
        return connection

    def books(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = httpx2.get(
            f"{self.sandbox.url}/_sandbox/books"
        ).json()
        return found

    def in_xero(self, number: str | None) -> dict[str, Any]:
        """The invoice as Xero's books have it."""
        return next(each for each in self.books()["Invoices"] if each["InvoiceNumber"] == number)

    def bookkeeper(self, deed: str, **what: Any) -> None:
        """Somebody does this in Xero, unseen by Tracker: ``void``, ``edit``, ``rename``…"""
        answer = httpx2.post(f"{self.sandbox.url}/_sandbox/{deed}", json=what)
        assert answer.status_code == 200, answer.text

    def new_contact(self, name: str) -> None:
        """Somebody writes down another contact in Xero."""
        token = httpx2.post(
            f"{self.sandbox.url}/_sandbox/token", json={"scopes": ["accounting.contacts"]}
        ).json()["access_token"]
        tenant = self.sandbox.books.tenant_id
        answer = httpx2.put(
            f"{self.sandbox.url}/api.xro/2.0/Contacts",
            headers={"Authorization": f"Bearer {token}", "xero-tenant-id": tenant},
            json={"Contacts": [{"Name": name}]},
        )
        assert answer.status_code == 200, answer.text


def tick(page: Page) -> None:
    """Tick every invoice that the list shows."""
    for box in page.locator('tbody input[name="document"]').all():
        box.check()


def send_ticked(page: Page) -> None:
    tick(page)
    page.locator("summary", has_text="Action").click()
    page.get_by_role("button", name="Send to Xero", exact=True).click()


def send_all(page: Page) -> None:
    """Everything that the list shows goes to Xero, and the dialog is closed."""
    page.goto("/invoices/")
    send_ticked(page)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=re.compile(r"Send \d+ invoices?")).click()
    expect(dialog).to_contain_text("3 of 3 sent", timeout=30_000)
    # Closing reads the list anew; whoever goes on at once would meet that half way.
    with page.expect_navigation():
        dialog.get_by_role("link", name="Close").click()
    expect(dialog).not_to_be_attached()
