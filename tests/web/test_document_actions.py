"""What the Action menu does with ticked invoices, and with all of a view."""

import csv
import io

import pytest
from django.http import QueryDict
from django.test import Client, RequestFactory

from tests import cast
from tests.cast import Clients, Office
from tests.web.xero_says import sent
from tracker.documents.models import Document
from tracker.web.selection import selected

pytestmark = pytest.mark.django_db


def chosen(office: Office, query: str) -> set[Document]:
    request = RequestFactory().post("/")
    request.POST = QueryDict(query)
    return set(selected(request, office.agency, "invoice"))


def test_the_ticked_ones_are_meant(the_office: Office, clients: Clients) -> None:
    one, two, _ = (cast.approved_invoice(the_office, clients.acme) for _ in range(3))
    assert chosen(the_office, f"document={one.pk}&document={two.pk}") == {one, two}
    assert chosen(the_office, f"document={one.pk}&document=nonsense&view=status%3Dvoid") == {one}
    assert chosen(the_office, "") == set()


def test_all_in_view_means_the_filter_whatever_is_ticked(
    the_office: Office, clients: Clients
) -> None:
    draft = cast.draft_invoice(the_office, clients.acme)
    approved = cast.approved_invoice(the_office, clients.acme)
    query = f"all_in_view=1&view=status%3Ddraft%26older%3Dx&document={approved.pk}"
    assert chosen(the_office, query) == {draft}
    assert chosen(the_office, "all_in_view=1&view=") == {draft, approved}


def test_nobody_elses_invoice_can_be_ticked(the_office: Office, clients: Clients) -> None:
    ours, otto = cast.approved_invoice(the_office, clients.acme), cast.outsider()
    request = RequestFactory().post("/")
    for query in (f"document={ours.pk}", "all_in_view=1&view="):
        request.POST = QueryDict(query)
        assert not selected(request, otto.agency, "invoice").exists()


def test_already_in_xero_is_marked_where_tracker_did_not_send_it(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    never, in_xero = (cast.approved_invoice(the_office, clients.acme) for _ in range(2))
    sent(the_office, in_xero)
    form = {"document": [never.pk, in_xero.pk], "view": "q=acme"}
    page = farid.post("/invoices/already-in-xero/", form, follow=True)
    assert page.redirect_chain == [("/invoices/?q=acme", 302)]
    assert "1 invoice marked as already in Xero." in page.content.decode()
    assert list(Document.objects.filter(already_in_xero=True)) == [never]


def test_bulk_send_asks_once_more_and_hands_the_view_on(
    the_office: Office, clients: Clients, farid: Client
) -> None:
    for _ in range(2):
        cast.approved_invoice(the_office, clients.acme)
    page = farid.post("/invoices/bulk-send/", {"view": "company=acme"}).content.decode()
    assert "Send all of this view: 2 invoices?" in page
    assert '<input type="hidden" name="all_in_view" value="1">' in page
    assert '<input type="hidden" name="view" value="company=acme">' in page


def test_a_viewer_may_export_and_no_cell_runs(
    the_office: Office, clients: Clients, vera: Client
) -> None:
    one = cast.approved_invoice(the_office, clients.acme, reference='=HYPERLINK("http://x")')
    cast.approved_invoice(the_office, clients.cobalt)
    answer = vera.post("/invoices/export/", {"document": one.pk, "view": ""})
    assert "attachment" in answer["Content-Disposition"]
    heading, row = csv.reader(io.StringIO(answer.getvalue().decode()))
    values = dict(zip(heading, row, strict=True))
    assert values["Number"] == "INV-1001" and values["Total"] == "1440.00"
    assert values["Reference"].startswith("'=")


@pytest.mark.parametrize("action", ["void", "already-in-xero", "export"])
def test_where_nothing_is_ticked_that_is_said(
    the_office: Office, clients: Clients, farid: Client, action: str
) -> None:
    cast.approved_invoice(the_office, clients.acme)
    page = farid.post(f"/invoices/{action}/", {"view": ""}, follow=True)
    assert "Nothing is ticked." in page.content.decode()
