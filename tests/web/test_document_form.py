"""Writing and changing an invoice, as a browser without JavaScript does."""

import threading
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from tests import cast
from tests.cast import Clients, Office
from tests.web.conftest import signed_in
from tracker.documents import lifecycle
from tracker.documents.models import Document

pytestmark = pytest.mark.django_db

HEAD = {
    "company": "acme  LOGISTICS ltd",
    "date": "2026-11-03",
    "due_date": "",
    "reference": "PO 7",
    "consultant": "Priya Shah",
    "amounts_are": "exclusive",
    "currency": "gbp",
}


def form(*lines: dict[str, Any], **others: Any) -> dict[str, Any]:
    """What the browser posts; rows that are not named are empty."""
    posted = {**HEAD, "line-TOTAL_FORMS": len(lines) + 2, "line-INITIAL_FORMS": 0, "save": "1"}
    for place, line in enumerate(lines):
        posted |= {f"line-{place}-{name}": value for name, value in line.items()}
    return {**posted, **others}


DAYS = {"product": "temp-day", "quantity": "4.5", "unit_price": "1,240.50", "worker": "Sam"}
FEE = {"description": "Fee", "quantity": "1", "unit_price": "-50", "tax_treatment": "zero"}


def test_a_draft_is_written(the_office: Office, clients: Clients, farid: Client) -> None:
    cast.price_list(the_office)
    answer = farid.post("/invoices/new/", form(DAYS, FEE))
    document = Document.objects.get()
    assert answer["Location"] == f"/invoices/{document.pk}/"
    assert document.company == clients.acme and document.currency == "GBP"
    assert document.due_date == date(2026, 11, 17), "after the company's fourteen days"
    assert (document.net, document.tax) == (Decimal("5532.25"), Decimal("1116.45"))
    days, fee = document.lines.all()
    assert days.description == "Contractor, day rate", "the product's name, where nothing is said"
    assert (days.worker, fee.tax_treatment) == ("Sam", "zero")


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    wrong = {"product": "NOPE", "description": "x", "quantity": "-1", "unit_price": "ten"}
    posted = form(wrong, company="Nobody Ltd", due_date="2026-11-02", reference="PO kept")
    answer = farid.post("/invoices/new/", posted)
    page = answer.content.decode()
    assert answer.status_code == 400 and not Document.objects.exists()
    for said in (
        "No company is called “Nobody Ltd”",
        "No product has the code “NOPE”.",
        "A quantity is never negative",
        "The unit price is not a number.",
        "The due date is before",
    ):
        assert said in page
    for typed in ("Nobody Ltd", "PO kept", "NOPE", 'value="-1"', 'value="ten"'):
        assert typed in page


def test_the_domains_own_sentence_is_shown(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    huge = {"description": "x", "quantity": "99999999", "unit_price": "9999999999"}
    page = farid.post("/invoices/new/", form(huge)).content.decode()
    assert "is more than Xero takes" in page


def test_more_lines_come_without_saving_and_without_loss(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    posted = form(DAYS, {}, FEE, more="1")
    del posted["save"]
    page = farid.post("/invoices/new/", posted)
    shown = page.content.decode()
    assert page.status_code == 200 and not Document.objects.exists()
    assert 'value="1,240.50"' in shown and 'name="line-6-quantity"' in shown
    assert "field__error" not in shown


def test_totals_are_worked_out_by_the_server(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    cast.price_list(the_office)
    shown = farid.post("/invoices/totals/", form(DAYS, FEE, {"quantity": "x"})).content.decode()
    assert "5,532.25" in shown and "1,116.45" in shown and "6,648.70" in shown
    assert farid.post("/invoices/totals/", {}).status_code == 200


def edited(document: Document, *lines: dict[str, Any], **others: Any) -> dict[str, Any]:
    posted = form(*lines, revision=document.revision, **others)
    return {**posted, "line-INITIAL_FORMS": document.lines.count()}


def test_an_edited_line_keeps_its_row_and_a_removed_one_goes(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    lines = [cast.a_line("First", account_override="207"), cast.a_line("Second")]
    document = cast.approved_invoice(the_office, clients.acme, lines=lines)
    first, second = document.lines.all()
    posted = edited(
        document,
        {"id": first.pk, "description": "First, longer", "quantity": "6", "unit_price": "240"},
        {"id": second.pk, "description": "", "quantity": "", "DELETE": "on"},
        {"description": "Third", "quantity": "1", "unit_price": "10"},
    )
    answer = farid.post(f"/invoices/{document.pk}/edit/", posted)
    assert answer.status_code == 302, answer.content.decode()
    kept, new = document.lines.all()
    assert (kept.pk, kept.description, kept.account_override) == (first.pk, "First, longer", "207")
    assert new.description == "Third"
    document.refresh_from_db()
    assert (document.revision, document.net) == (2, Decimal("1450.00"))


def test_saving_what_is_shown_changes_nothing(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    line = cast.a_line(quantity="1.25", unit_price="99.1234", discount_percent=Decimal("2.5"))
    document = cast.approved_invoice(the_office, clients.acme, lines=[line])
    page = farid.get(f"/invoices/{document.pk}/edit/")
    posted = {"save": "1"}
    for shown in (page.context["form"], *page.context["rows"].forms):
        for field in shown:
            posted[field.html_name] = field.value() if field.value() is not None else ""
    for field in page.context["rows"].management_form:
        posted[field.html_name] = field.value()
    posted = {name: value for name, value in posted.items() if value not in (False, "")}
    answer = farid.post(f"/invoices/{document.pk}/edit/", posted)
    assert answer.status_code == 302, answer.content.decode()
    document.refresh_from_db()
    assert document.revision == 1


def test_a_change_made_meanwhile_is_not_overwritten_unseen(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    document = cast.approved_invoice(the_office, clients.acme)
    line = {"id": document.lines.get().pk, "description": "Mine", "quantity": "1"}
    posted = edited(document, {**line, "unit_price": "1"})
    lifecycle.change(document, reference="Olivia's", by=the_office.owner)
    page = farid.post(f"/invoices/{document.pk}/edit/", posted)
    assert page.status_code == 400 and "Somebody changed this invoice" in page.content.decode()
    document.refresh_from_db()
    assert document.reference == "Olivia's"
    again = {**posted, "revision": page.context["form"]["revision"].value()}
    assert farid.post(f"/invoices/{document.pk}/edit/", again).status_code == 302
    assert document.lines.get().description == "Mine"


def test_a_void_invoice_is_not_edited(the_office: Office, clients: Clients, farid: Client) -> None:
    document = cast.approved_invoice(the_office, clients.acme)
    lifecycle.void(document, by=the_office.owner)
    answer = farid.get(f"/invoices/{document.pk}/edit/", follow=True)
    assert "is void and cannot be changed" in answer.content.decode()


def test_names_are_offered_while_typing(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    cast.price_list(the_office)
    offered = farid.get("/companies/options/?company=bright").content.decode()
    assert offered.count("<option") == 1 and "Brightwater Group" in offered
    offered = farid.get("/products/options/?line-3-product=fee").content.decode()
    assert offered.count("<option") == 1 and "PERM-FEE" in offered


def test_a_new_invoice_for_a_company_begins_with_its_name(clients: Clients, farid: Client) -> None:
    page = farid.get("/invoices/new/?company=Cobalt+%26+Sons").content.decode()
    assert 'value="Cobalt &amp; Sons"' in page


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_the_second_is_told() -> None:
    office = cast.office()
    draft = cast.draft_invoice(office, cast.clients(office).acme)
    answers = []

    def save() -> None:
        browser = signed_in(office.colleague)
        answers.append(browser.post(f"/invoices/{draft.pk}/edit/", form(FEE, revision=1)))
        connection.close()

    thread = threading.Thread(target=save)
    with transaction.atomic():
        lifecycle.change(draft, reference="PO 8", by=office.owner)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive(), "it waits for the first"
    thread.join(30)
    assert answers[0].status_code == 400
    assert "Somebody changed this invoice while you did" in answers[0].content.decode()
