"""The pages after the first send with what people really type: long names, signs, many rows."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import At
from tests.journeys.test_accessibility import LOOKS, complaints
from tests.sending.adopting import keyed_in, keyed_in_line, read
from tests.sending.desk import Desk
from tests.syncing.office_hours import pay
from tracker import clock
from tracker.accounts_system import settings
from tracker.documents import receipts
from tracker.documents.models import Document
from tracker.sending import adoption
from tracker.syncing import comparison_reading

LONG = (
    'Æthelred, Fitzwilliam-Ponsonby & Daughters "International" Recruitment Holdings '
    "(Southampton & North-East Anglia) Limited Liability Partnership"
)
NO_BLANK = "PO/2026/" + "9" * 60
PAGES = {
    "home": "/",
    "adopt": "/adopt/",
    "differences": "/differences/",
    "only-tracker": "/differences/?show=tracker",
    "only-xero": "/differences/?show=xero",
    "accepted": "/differences/?show=accepted",
    "recode": "/settings/invoices/recode/",
    "keeping-in-step": "/plugins/keeping-in-step/",
    "invoices": "/invoices/",
}


def typed_in(desk: Desk) -> None:
    """Proposals of each kind, one of them doubtful, and one that was said to be another."""
    for name in (LONG, "Brook"):
        keyed_in(desk, desk.invoice(company=name))
        keyed_in(desk, desk.invoice(company=name), InvoiceNumber=f"HT{len(name)}-{'7' * 40}")
        keyed_in(desk, desk.invoice(company=name), LineItems=keyed_in_line("99999999.99"))
    said = desk.invoice(company=LONG, price="1")
    keyed_in(desk, said, InvoiceNumber="HT-1", LineItems=keyed_in_line(1))
    keyed_in(desk, desk.invoice(company="Cobalt"), Date="2026-11-05", InvoiceNumber="HT-2")
    read(desk)
    (other,) = adoption.already_there(desk.connection, "invoice", [said]).perhaps(said)
    adoption.say_another(desk.connection, said, other.remote_id, by=desk.office.owner)


def sent(desk: Desk) -> list[Document]:
    companies = ("Acme", LONG, "Acme", LONG, "Acme")
    documents = [desk.invoice(company=name, price="250") for name in companies]
    desk.send(*documents)
    return documents


def edited(desk: Desk, documents: list[Document]) -> None:
    """Differences in many fields, one of them accepted, one voided, one paid otherwise."""
    acme, long, paid, voided, accepted = documents
    desk.bookkeeper(
        "edit",
        InvoiceNumber=long.number,
        changes={
            "Reference": NO_BLANK,
            "DueDate": "2026-12-24",
            "LineItems": [
                {
                    "Description": f"{LONG} {NO_BLANK}",
                    "Quantity": 7,
                    "UnitAmount": "123456.789",
                    "AccountCode": "200",
                }
            ],
        },
    )
    desk.bookkeeper("edit", InvoiceNumber=acme.number, changes={"Reference": "<i>PO 7</i>"})
    desk.bookkeeper("void", InvoiceNumber=voided.number)
    pay(desk, paid, "10")
    receipts.mark_paid(paid, date=clock.today() - timedelta(days=1), by=desk.office.owner)
    desk.bookkeeper("edit", InvoiceNumber=accepted.number, changes={"Reference": "PO 8"})
    desk.connection.refresh_from_db()
    comparison_reading.read_all(desk.connection, "invoice")


@pytest.fixture
def messy(desk: Desk) -> Desk:
    typed_in(desk)
    documents = sent(desk)
    edited(desk, documents)
    chosen = settings.current(desk.connection, "invoice")
    assert chosen is not None
    accounts = {**chosen.accounts, "other": "200"}
    settings.save(desk.connection, kind="invoice", by=desk.office.owner, accounts=accounts)
    return desk


def looked_at(page: Page, name: str, address: str, look: str) -> list[str]:
    """What axe says; with TRACKER_TEST_PICTURES a picture is left in that folder."""
    page.goto(address)
    said = complaints(page)
    if folder := os.environ.get("TRACKER_TEST_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}-{look}.png", full_page=True)
    return said


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_on_pages_with_messy_rows(
    messy: Desk, desk_of: At, width: int, scheme: str
) -> None:
    size = {"width": width, "height": 900}
    page = desk_of(messy.office.owner, viewport=size, color_scheme=scheme).new_page()
    company = messy.company(LONG)
    pages = PAGES | {
        "company": f"/companies/{company.pk}/",
        "contact": f"/companies/{company.pk}/xero/",
    }
    look = f"{width}-{scheme}"
    found = {name: looked_at(page, name, address, look) for name, address in pages.items()}
    assert not {name: said for name, said in found.items() if said}
    page.goto("/differences/")
    page.locator('input[name="choice"]').first.check()
    page.get_by_role("button", name="Accept", exact=True).first.click()
    page.get_by_text("Accepted for 1 invoice.").wait_for()
    assert complaints(page) == []
