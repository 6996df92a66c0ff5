"""The invoices list: what it shows, filters, pages and columns."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as DatabaseTestCase

from tests import cast
from tests.cast import Clients, Office
from tests.web.xero_says import delivered, refused, sent
from tracker.documents import lifecycle
from tracker.documents.models import Document
from tracker.sending.models import State
from tracker.web import paging
from tracker.web.document_filters import documents_of

pytestmark = pytest.mark.django_db


def shown(browser: Client, query: str = "") -> str:
    return browser.get(f"/invoices/{query}").content.decode()


def numbers(browser: Client, query: str) -> list[str]:
    """What the rows of a view are called, from top to bottom."""
    return [str(row.document) for row in browser.get(f"/invoices/{query}").context["rows"]]


@pytest.fixture
def month(the_office: Office, clients: Clients) -> dict[str, Document]:
    """One invoice in every state, by what became of it."""
    names = ("not sent", "sent", "changed", "refused", "waiting", "sending", "paid", "already")
    made = {
        name: cast.approved_invoice(the_office, clients.acme, reference=f"PO {name}")
        for name in names
    }
    sent(the_office, made["sent"])
    sent(the_office, made["changed"])
    lifecycle.change(made["changed"], reference="PO other", by=the_office.owner)
    sent(the_office, made["paid"], seen_status="PAID", seen_paid=made["paid"].gross)
    refused(the_office, made["refused"])
    delivered(the_office, made["waiting"], State.WAITING)
    delivered(the_office, made["sending"], State.SENDING)
    lifecycle.set_already_in_xero([made["already"]], by=the_office.owner, yes=True)
    made["draft"] = cast.draft_invoice(the_office, clients.cobalt)
    made["void"] = cast.approved_invoice(the_office, clients.brightwater)
    lifecycle.void(made["void"], by=the_office.owner)
    return made


def test_each_state_has_its_words(month: dict[str, Document], olivia: Client) -> None:
    rows = {row.document.pk: row for row in olivia.get("/invoices/").context["rows"]}
    statuses = {name: rows[document.pk].batch_status for name, document in month.items()}
    words = {name: ": ".join(filter(None, (s.text, s.note))) for name, s in statuses.items()}
    assert words == {
        "not sent": "Not sent",
        "sent": "Sent",
        "changed": "Changed since sent",
        "refused": "Refused: Account 200 (Sales) is archived in Xero.",
        "waiting": "Waiting",
        "sending": "Sending",
        "paid": "Sent",
        "already": "Already in Xero",
        "draft": "Not sent",
        "void": "Not sent",
    }
    assert str(rows[month["paid"].pk].status) == "Paid"


def test_the_batch_columns_are_there(month: dict[str, Document], olivia: Client) -> None:
    page = shown(olivia)
    for heading in ("Batch Number", "Batch Date", "Batch Status"):
        assert f">{heading}</th>" in page
    assert "04 Nov 26" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?batch_status=ready", ["not sent"]),
        ("?batch_status=not_sent", ["draft", "void", "already", "not sent"]),
        ("?batch_status=sent", ["paid", "changed", "sent"]),
        ("?batch_status=changed", ["changed"]),
        ("?batch_status=refused", ["refused"]),
        ("?batch_status=refused&cause=account_archived", ["refused"]),
        ("?batch_status=refused&cause=period_locked", []),
        ("?batch_status=under_way", ["sending", "waiting"]),
        ("?batch_status=waiting", ["waiting"]),
        ("?status=paid", ["paid"]),
        ("?status=draft", ["draft"]),
        ("?status=void", ["void"]),
        ("?batch=17", ["sent"]),
        ("?company=cobalt", ["draft"]),
        ("?q=bright", ["void"]),
        ("?q=PO+other", ["changed"]),
        ("?q=1004", ["refused"]),
        ("?q=%25", []),
        ("?since=2026-11-04", []),
        ("?until=2026-11-02", []),
        ("?least=1440.01", []),
        ("?status=draft&least=1440&most=1440&since=2026-11-03&until=2026-11-03", ["draft"]),
    ],
)
def test_a_filter_shows_what_it_says(
    month: dict[str, Document], olivia: Client, query: str, expected: list[str]
) -> None:
    assert numbers(olivia, query) == [str(month[name]) for name in expected]


def test_a_filter_that_makes_no_sense_filters_nothing(
    month: dict[str, Document], olivia: Client
) -> None:
    query = "?status=lost&since=yesterday&least=much&client=7&older=nonsense&batch=-1"
    assert len(numbers(olivia, query)) == len(month)


def test_a_filter_can_be_taken_away(month: dict[str, Document], olivia: Client) -> None:
    page = olivia.get("/invoices/?status=void&since=2026-11-01")
    chips = {chip.label: chip.address for chip in page.context["chips"]}
    assert chips == {
        "Void": "/invoices/?since=2026-11-01",
        "From 01 Nov 26": "/invoices/?status=void",
    }


def test_the_search_takes_no_percent_for_anything(clients: Clients, olivia: Client) -> None:
    assert "No invoices yet" in shown(olivia)
    assert "No invoice is like that" in shown(olivia, "?q=%25")


def test_the_next_page_goes_on_where_this_one_ends(
    the_office: Office, clients: Clients, olivia: Client
) -> None:
    for _ in range(paging.SIZE + 3):
        cast.approved_invoice(the_office, clients.acme)
    first = olivia.get("/invoices/")
    second = olivia.get(first.context["older"])
    assert [str(row.document) for row in second.context["rows"]] == [
        "INV-1003",
        "INV-1002",
        "INV-1001",
    ]
    assert second.context["older"] == "" and first.context["newer"] == ""
    back = olivia.get(second.context["newer"])
    assert [row.document.pk for row in back.context["rows"]] == [
        row.document.pk for row in first.context["rows"]
    ]
    assert "OFFSET" not in _queries_of(olivia, first.context["older"])


def test_a_long_list_asks_no_more_than_a_short_one(
    the_office: Office, clients: Clients, olivia: Client
) -> None:
    for _ in range(2):
        sent(the_office, cast.approved_invoice(the_office, clients.acme))
    few = _count_of_queries(olivia, "/invoices/")
    for company in (clients.brightwater, clients.cobalt):
        for _ in range(6):
            sent(the_office, cast.approved_invoice(the_office, company))
    assert _count_of_queries(olivia, "/invoices/") == few


def test_a_view_is_counted_up_to_a_limit(
    the_office: Office, clients: Clients, olivia: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "COUNTED_MAX", 3)
    for _ in range(5):
        cast.draft_invoice(the_office, clients.acme)
    assert "3+" in shown(olivia)
    assert paging.count_up_to(documents_of(the_office.agency, "invoice")) == 4


def test_chosen_columns_stay_chosen_for_that_person_alone(
    month: dict[str, Document], olivia: Client, farid: Client
) -> None:
    form = {"column": ["total", "reference", "nonsense"], "view": "status=approved&older=x"}
    answer = olivia.post("/invoices/columns/", form)
    assert answer["Location"] == "/invoices/?status=approved"
    assert ">Reference</th>" in shown(olivia) and ">Due</th>" not in shown(olivia)
    assert ">Reference</th>" not in shown(farid) and ">Due</th>" in shown(farid)


def test_what_cannot_be_done_yet_is_not_offered(
    month: dict[str, Document], olivia: Client, vera: Client
) -> None:
    for action in ("Sync", "Mark paid"):
        assert f">{action}</button>" in shown(olivia)
        assert f">{action}</button>" not in shown(vera)
    assert "Void" in shown(olivia, "?status=approved")
    assert "Export CSV" in shown(vera) and 'formaction="/invoices/void/"' not in shown(vera)
    assert "New invoice" not in shown(vera)


class PlacesInTheList(DatabaseTestCase):
    """Walking page by page shows every document once, in the order of the whole list."""

    @settings(deadline=None, max_examples=40)
    @given(
        days=st.lists(
            st.tuples(st.integers(0, 2), st.sampled_from(["A", "B", "C", None])), max_size=9
        )
    )
    def test_pages_join_without_gap_or_overlap(self, days: list[tuple[int, str | None]]) -> None:
        office = cast.office()
        company = cast.clients(office).acme
        for place, (day, letter) in enumerate(days):
            document = cast.draft_invoice(office, company)
            document.date = date(2026, 11, 3) + timedelta(days=day)
            document.number = f"{letter}-{place}" if letter else None
            document.save()
        documents = documents_of(office.agency, "invoice")
        whole = list(documents.order_by(*paging.NEWEST_FIRST))
        for place, document in enumerate(whole):
            here = paging.read_place(paging._place_of(document))
            assert here is not None
            below = documents.filter(paging.below(here)).order_by(*paging.NEWEST_FIRST)
            above = documents.filter(paging.above(here)).order_by(*paging.NEWEST_FIRST)
            assert list(below) == whole[place + 1 :]
            assert list(above) == whole[:place]


def _queries_of(browser: Client, address: str) -> str:
    with CaptureQueriesContext(connection) as queries:
        browser.get(address)
    return "\n".join(query["sql"] for query in queries)


def _count_of_queries(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        browser.get(address)
    return len(queries)
