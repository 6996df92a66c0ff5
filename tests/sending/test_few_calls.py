"""As few calls as Xero's rules allow, and nothing sent inside a transaction."""

import time
from decimal import Decimal
from pathlib import Path
from threading import Thread

import httpx2
import pytest
from django.conf import settings
from django.test import override_settings

from tests.sending.desk import Desk
from tests.sending.test_limits_journal import clock_goes_back as clock_goes_back
from tests.sending.test_limits_journal import pass_by
from tests.sending.test_meanwhile import work_and_close
from tracker.accounts_system.heads import read_heads
from tracker.agencies.events import TRACKER
from tracker.documents.csv_import.apply import apply_import
from tracker.documents.csv_import.mapping import mapping_from_json
from tracker.documents.csv_import.planning import plan_import
from tracker.documents.models import Document
from tracker.sending.models import Delivery, State

API = "/api.xro/2.0"


def test_a_hundred_invoices_companies_and_twenty_products_take_seven_calls(desk: Desk) -> None:
    documents = [
        desk.invoice(company=f"Company {number} Ltd", product=f"ITEM-{number % 20}")
        for number in range(100)
    ]
    before = len(desk.calls())
    desk.send(*documents)
    made = desk.calls()[before:]
    assert len(made) == 7, made
    assert sum(call.startswith("PUT") for call in made) == 5
    assert len(desk.in_xero()) == 100


def test_sending_again_what_has_not_changed_makes_no_call(desk: Desk) -> None:
    documents = [desk.invoice(company=f"Company {number} Ltd") for number in range(3)]
    desk.send(*documents)
    before = desk.calls()
    desk.send(*documents)
    assert desk.calls() == before


@pytest.mark.usefixtures("clock_goes_back")
@pytest.mark.parametrize(
    ("limited", "new", "minutes", "times"),
    [
        ("/Invoices", "", 2, 1),
        ("/Invoices", "", 15, 2),
        ("/Contacts", "company", 2, 2),
        ("/Items", "product", 2, 2),
    ],
)
def test_what_goes_on_after_a_wait_reads_contacts_again_where_it_matches_or_long_after(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, limited: str, new: str, minutes: int, times: int
) -> None:
    for stage in ("invoices", "contacts", "items"):
        monkeypatch.setattr(f"tracker.xero.{stage}.MAX_PER_CALL", 1)
    desk.send(desk.invoice())
    desk.forget_freshness()
    desk.fault("rate_minute", path=limited, seconds=30)
    documents = [desk.invoice(**({new: f"NEW-{number}"} if new else {})) for number in range(2)]
    before = len(desk.calls())
    with override_settings(SENDING={**settings.SENDING, "CALLS_IN_FLIGHT": 1}):
        desk.send(*documents)
        assert len(desk.in_xero()) == 1
        pass_by(desk, 60 * minutes)
        desk.work()
    assert {desk.delivery(each).state for each in documents} == {State.SENT}
    made = desk.calls()[before:]
    assert [made.count(f"GET {API}/{name}") for name in ("Contacts", "Items")] == [times, times]


def test_contacts_and_items_fly_side_by_side(desk: Desk) -> None:
    desk.click(desk.invoice())
    desk.fault("hold", path="/Contacts")
    worker = Thread(target=work_and_close, args=(desk,))
    worker.start()
    give_up_at = time.monotonic() + 10
    while f"PUT {API}/Items" not in desk.calls() and time.monotonic() < give_up_at:
        time.sleep(0.02)
    books = desk.books()
    assert (len(books["Contacts"]), len(books["Items"])) == (0, 1)
    httpx2.post(f"{desk.sandbox.url}/_sandbox/faults/release")
    worker.join(20)
    assert len(desk.in_xero()) == 1


@pytest.mark.needs_shared
def test_a_month_of_real_invoices_arrives_to_the_penny_in_few_calls(
    desk: Desk, shared: Path
) -> None:
    mapping = mapping_from_json(
        (shared / "data/online-retail.map.json").read_bytes(), kind="invoice"
    )
    with (shared / "data/online-retail-2010-12.csv").open("rb") as file:
        plan = plan_import(
            kind="invoice",
            agency=desk.office.agency,
            entity=desk.office.entity,
            file=file,
            mapping=mapping,
        )
    apply_import(plan, by=TRACKER)
    read_heads(desk.connection)
    before = len(desk.calls())
    # No worker takes the jobs here, so nobody else's turn comes, however slow the machine.
    with override_settings(SENDING={**settings.SENDING, "LANE_TURN_SECONDS": 600}):
        desk.send(*Document.objects.all())
    assert len(desk.calls()) - before == 51 + 2
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.SENT}
    books = desk.books()
    assert [len(books[name]) for name in ("Invoices", "Contacts", "Items")] == [1400, 885, 2411]
    assert sum(Decimal(str(each["SubTotal"])) for each in books["Invoices"]) == Decimal("572713.89")
    assert sum(Decimal(str(each["TotalTax"])) for each in books["Invoices"]) == Decimal("114543.50")
    assert sum(len(each["LineItems"]) for each in books["Invoices"]) == 26160
