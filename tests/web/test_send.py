"""The send dialog: what it foretells, what Send does, and what it shows while things happen."""

import re
from datetime import timedelta
from decimal import Decimal

import httpx2
import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.connected import a_grant, allow_access
from tests.sending.desk import Desk
from tests.web.conftest import signed_in
from tests.web.send_desk import click, finance, open_dialog, sheet
from tracker import clock
from tracker.accounts_system import settings
from tracker.accounts_system.models import Connection, Lane, XeroContact
from tracker.companies.models import Company
from tracker.documents.models import Document
from tracker.sending.models import Batch, Delivery, State
from tracker.sending.waking import WAKE_LANE
from tracker.web import moments
from tracker.web.allowance import words as allowance


def text(page: str) -> str:
    """The page as one reads it: tags gone, one space between words."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_dialog_says_what_will_happen_before_anything_leaves(desk: Desk) -> None:
    invoice, draft = desk.invoice(), desk.invoice(company="Brightwater Group")
    Document.objects.filter(pk=draft.pk).update(already_in_xero=True)
    batch = open_dialog(desk, invoice, draft)
    read = text(sheet(desk, batch))
    assert f"Batch {batch.number} · to {desk.connection.tenant_name}" in read
    assert "2 invoices · £720.00 · about 5 seconds" in read
    assert "Create new company · new item TEMP-DAY" in read
    assert f"Blocked {draft.number} is marked as already in Xero." in read
    assert read.endswith("1 of 2 will go. Cancel Send 1 invoice")
    assert not [call for call in desk.calls() if call.startswith(("PUT", "POST /api"))]


def test_a_blocked_row_links_to_where_it_is_put_right(desk: Desk) -> None:
    settings.save(desk.connection, kind="invoice", by=desk.office.owner, accounts={})
    batch = open_dialog(desk, desk.invoice())
    page = sheet(desk, batch)
    address = reverse("document_settings", args=["invoice"])
    assert f'Choose it in <a href="{address}">Invoice Settings</a>, then retry.' in page
    assert "Nothing here can be sent now." in page and "send-all" not in page


def test_nothing_ticked_is_said_where_one_came_from(desk: Desk) -> None:
    answer = finance(desk).post("/invoices/send/", {"view": "status=approved"}, follow=True)
    assert answer.redirect_chain == [("/invoices/?status=approved", 302)]
    assert "Nothing is ticked." in answer.content.decode()


def test_what_was_never_read_is_read_before_the_preview(desk: Desk) -> None:
    assert desk.connection.contacts_read_at is None
    batch = open_dialog(desk, desk.invoice())
    desk.connection.refresh_from_db()
    assert desk.connection.contacts_read_at is not None
    assert desk.connection.items_read_at is not None
    assert "Xero as of" in text(sheet(desk, batch))
    before = len(desk.calls())
    open_dialog(desk, desk.invoice())
    assert len(desk.calls()) == before, "read a moment ago: nothing is asked again"


def test_a_preview_stands_even_while_xero_cannot_be_reached(desk: Desk) -> None:
    invoice = desk.invoice()
    for path in ("/Contacts", "/Items"):
        desk.fault("http_503", method="GET", path=path, times=5)
    ticked = {"document": [str(invoice.pk)]}
    answer = finance(desk).post("/invoices/send/", ticked, follow=True)
    page = answer.content.decode()
    assert "Xero could not be reached" in page and "Send 1 invoice" in page


def test_refresh_reads_xero_again_and_foretells_anew(desk: Desk) -> None:
    invoice = desk.invoice()
    batch = open_dialog(desk, invoice)
    contact = {"Contacts": [{"Name": invoice.company.name}]}
    write(desk, "Contacts", contact)
    assert "new company" in sheet(desk, batch)
    finance(desk).post(f"/batches/{batch.number}/send/refresh/")
    assert XeroContact.objects.filter(name=invoice.company.name).exists()
    page = sheet(desk, batch)
    assert "new company" not in page and "company matched by name" in page


def write(desk: Desk, what: str, body: object) -> None:
    """What somebody else writes in Xero."""
    grant = a_grant(desk.sandbox)
    headers = {
        "Authorization": f"Bearer {grant.access_token}",
        "xero-tenant-id": desk.connection.tenant_id,
        "Accept": "application/json",
    }
    url = f"{desk.sandbox.url}/api.xro/2.0/{what}"
    assert httpx2.put(url, json=body, headers=headers).status_code == 200


def test_each_thing_done_is_a_message_and_the_invoice_opens_in_xero(desk: Desk) -> None:
    batch = open_dialog(desk, desk.invoice())
    click(desk, batch)
    live = sheet(desk, batch)
    assert 'hx-trigger="every 1s"' in live and "0 of 1 sent" in live
    assert "You can close this; sending goes on." in live
    desk.work()
    page = sheet(desk, batch)
    read = text(page)
    for message in ("Company created", "Item TEMP-DAY created", "Invoice created"):
        assert message in read
    assert "Sent" in read and "1 of 1 sent" in read
    assert "Open in Xero" in read and "InvoiceID" in page
    assert "hx-trigger" not in page, "nothing is asked for any more once all is settled"


def test_the_first_one_only_is_offered_until_xero_has_accepted_something(desk: Desk) -> None:
    batch = open_dialog(desk, desk.invoice(), desk.invoice(), desk.invoice())
    assert "Send the first one only" in sheet(desk, batch)
    click(desk, batch, first="1")
    desk.work()
    states = sorted(batch.deliveries.values_list("state", flat=True))
    assert states == ["sent", "stopped", "stopped"]
    page = sheet(desk, batch)
    assert "Send the rest" in page
    answer = finance(desk).post(f"/batches/{batch.number}/retry/")
    rest = Batch.objects.latest("pk")
    assert answer["Location"] == f"/batches/{rest.number}/send/"
    assert rest.deliveries.count() == 2
    assert "Send 2 invoices" in sheet(desk, rest)
    assert "Send the first one only" not in sheet(desk, rest)


def test_a_document_changed_since_the_preview_is_left_out_and_says_so(desk: Desk) -> None:
    kept, changed = desk.invoice(), desk.invoice(company="Brightwater Group")
    batch = open_dialog(desk, kept, changed)
    Document.objects.filter(pk=changed.pk).update(revision=changed.revision + 1)
    click(desk, batch)
    desk.work()
    read = text(sheet(desk, batch))
    assert "Not sent Changed since the preview: send it again." in read
    assert "1 of 2 sent, 1 not sent" in read


def test_a_second_click_is_told_so(desk: Desk) -> None:
    batch = open_dialog(desk, desk.invoice())
    click(desk, batch)
    address = f"/batches/{batch.number}/send/click/"
    page = finance(desk).post(address, follow=True).content.decode()
    assert f"Batch {batch.number} was sent already." in page


def test_waiting_says_until_when_and_why(desk: Desk) -> None:
    batch = open_dialog(desk, desk.invoice())
    click(desk, batch)
    until = clock.now().replace(hour=14, minute=20) + timedelta(days=1)
    batch.deliveries.update(state=State.WAITING, waiting_until=until)
    Lane.objects.update(reason="Xero's minute is full")
    read = text(sheet(desk, batch))
    shown = moments.told(until)
    assert f"Waiting until {shown}: Xero&#x27;s minute is full." in read


def test_a_doubt_says_until_when_xero_is_asked(desk: Desk) -> None:
    batch = open_dialog(desk, desk.invoice())
    click(desk, batch)
    batch.deliveries.update(state=State.CHECKING, waiting_until=clock.now())
    assert "Checking with Xero until " in text(sheet(desk, batch))


def test_a_lost_connection_leads_to_plugins(desk: Desk) -> None:
    batch = open_dialog(desk, desk.invoice())
    click(desk, batch)
    Connection.objects.update(needs_reconnect="Xero no longer lets Tracker in.")
    batch.deliveries.update(state=State.RECONNECT)
    page = sheet(desk, batch)
    assert '<a href="/plugins/">Reconnect Xero in PlugIns</a>' in page
    assert "Reconnect Xero" in page


def test_what_waited_goes_on_once_somebody_connects_again(desk: Desk) -> None:
    click(desk, open_dialog(desk, desk.invoice()))
    before = wakes(desk)
    owner = signed_in(desk.office.owner)
    tenant = desk.connection.tenant_id
    away = owner.post("/plugins/xero/connect/")
    back = owner.get("/plugins/xero/callback/", allow_access(away["Location"], tenant=tenant))
    form = {"tenant": tenant, "send_from_date": "2026-01-01"}
    assert owner.post(back["Location"], form)["Location"] == "/plugins/"
    assert wakes(desk) == before + 1


def wakes(desk: Desk) -> int:
    """How many jobs wait to wake the desk's lane."""
    args = {"tenant_id": desk.connection.tenant_id}
    return ProcrastinateJob.objects.filter(task_name=WAKE_LANE, args=args).count()


def test_without_a_worker_the_page_says_so(desk: Desk) -> None:
    batch = open_dialog(desk, desk.invoice())
    click(desk, batch)
    assert "No worker is running" in sheet(desk, batch)
    with database.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    assert "No worker is running" not in sheet(desk, batch)


def test_stop_leaves_the_rest_unsent(desk: Desk) -> None:
    batch = open_dialog(desk, desk.invoice())
    click(desk, batch)
    answer = finance(desk).post(f"/batches/{batch.number}/stop/", {"on": "send"})
    assert answer["Location"] == f"/batches/{batch.number}/send/"
    assert "Not sent" in sheet(desk, batch)
    desk.work()
    assert desk.in_xero() == []


def test_a_viewer_watches_and_has_no_buttons(desk: Desk) -> None:
    batch = open_dialog(desk, desk.invoice())
    page = signed_in(desk.office.viewer).get(f"/batches/{batch.number}/send/").content.decode()
    assert "Create" in page
    assert "Send 1 invoice" not in page and "Refresh" not in page


def many(desk: Desk, count: int) -> Batch:
    """A batch of so many invoices, every third blocked, written down without preparing."""
    company = desk.company()
    day = desk.invoice().date
    documents = Document.objects.bulk_create(
        Document(
            agency=desk.office.agency,
            entity=desk.office.entity,
            company=company,
            number=f"BIG-{place:04}",
            lifecycle="approved",
            date=day,
            due_date=day,
            gross=Decimal(10),
        )
        for place in range(count)
    )
    batch = Batch.objects.create(
        agency=desk.office.agency,
        kind="invoice",
        connection=desk.connection,
        number=900 + count,
        by_name="Farid",
        prepared_at=clock.now(),
    )
    for place, document in enumerate(documents):
        blocked = {"intent": "blocked", "cause": "no_lines", "sentence": "It has no lines."}
        Delivery.objects.create(
            batch=batch,
            document=document,
            position=place,
            revision=1,
            **(blocked if place % 3 == 0 else {}),
        )
    return batch


def test_a_large_batch_shows_counts_every_blocked_one_and_the_rest_in_pages(desk: Desk) -> None:
    batch = many(desk, 151)
    page = sheet(desk, batch)
    read = text(page)
    assert "All 151 Blocked 51 Create 100" in read
    blocked = page.partition("Blocked: 51")[2].partition("All 151</h2>")[0]
    assert blocked.count("It has no lines.") == 51
    assert "BIG-0099" in page and "BIG-0100" not in page and "?after=99" in page
    assert "BIG-0100" in sheet(desk, batch, "?after=99")
    only = sheet(desk, batch, "?only=create")
    assert "BIG-0001" in only and "BIG-0003" not in only
    assert "BIG-0001" in sheet(desk, batch, "?only=nonsense&after=x")


@pytest.mark.parametrize("count", [3, 151])
def test_asking_every_second_costs_the_same_few_queries(desk: Desk, count: int) -> None:
    batch = many(desk, count)
    Batch.objects.filter(pk=batch.pk).update(clicked_at=clock.now())
    batch.deliveries.update(state=State.READY)
    client = finance(desk)
    address = f"/batches/{batch.number}/send/"
    with CaptureQueriesContext(database) as queries:
        client.get(address, HTTP_HX_REQUEST="true")
    assert len(queries) <= 15, [query["sql"][:90] for query in queries]


@pytest.mark.parametrize(
    ("left", "used", "said"),
    [
        (900, 100, ""),
        (200, 800, ""),
        (199, 801, "Xero's daily allowance: 81 % used"),
        (800, 4200, "Xero's daily allowance: 84 % used"),
        (0, 5000, "Xero's daily allowance: 100 % used"),
    ],
)
def test_the_daily_allowance_is_said_below_a_fifth(left: int, used: int, said: str) -> None:
    assert allowance(left=left, used=used) == said


def test_the_company_of_every_row_is_its_own(desk: Desk) -> None:
    """Two rows never swap what was said of them."""
    first, second = desk.invoice(), desk.invoice(company="Cobalt & Sons")
    batch = open_dialog(desk, first, second)
    click(desk, batch)
    desk.work()
    rows = sheet(desk, batch).split("<tr>")[2:]
    for row in rows:
        name = next(n for n in Company.objects.values_list("name", flat=True) if n[:6] in row)
        assert f"Company created: {name[:6]}" in text(row)
