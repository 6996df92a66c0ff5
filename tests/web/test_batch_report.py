"""The report of a batch: each document with both totals, why it is where it is, and the sums."""

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.sending.desk import Desk
from tests.web.conftest import signed_in
from tests.web.send_desk import open_dialog
from tests.web.test_batches import sent_with_one_refused
from tests.web.test_send import text
from tracker.accounts_system.models import DocumentLink
from tracker.sending import contact_updates
from tracker.sending.models import Batch

pytestmark = pytest.mark.django_db(transaction=True)


def report(desk: Desk, batch: Batch) -> str:
    answer = signed_in(desk.office.viewer).get(f"/batches/{batch.number}/report/")
    assert answer.status_code == 200
    return text(answer.content.decode())


def test_it_says_who_when_what_each_came_to_and_the_sums(desk: Desk) -> None:
    desk.send(desk.invoice(company="Cobalt & Sons"))
    before = len(desk.calls())
    batch = sent_with_one_refused(desk)
    read = report(desk, batch)
    assert f"Sent by {batch.by_name} Sent on" in read
    assert f"Calls to Xero {len(desk.calls()) - before} " in read
    assert "Sent 1 £360.00 £360.00" in read and "Refused 1 £360.00 £0.00" in read
    good, bad = batch.deliveries.order_by("-state").values_list("document__number", flat=True)
    assert f"{good} Acme Logistics Ltd 03 Nov 26 £360.00 in Xero £360.00 Sent" in read
    assert f"{bad} Brightwater Group 03 Nov 26 £360.00 – Refused Xero has no account 999" in read
    assert "Choose another one in Invoice Settings" in read


def test_a_total_that_differs_in_xero_says_so(desk: Desk) -> None:
    batch = sent_with_one_refused(desk)
    DocumentLink.objects.update(seen_total="359.99")
    assert "£360.00 in Xero £359.99 differs" in report(desk, batch)


def test_what_was_done_for_each_stands_beside_it_and_not_what_was_planned(desk: Desk) -> None:
    desk.send(desk.invoice(), desk.invoice())
    read = report(desk, Batch.objects.get())
    assert read.count("Company created: Acme Logistics Ltd") == 1
    assert read.count("Invoice created") == 2 and "new company" not in read


def test_companies_details_are_reported_too(desk: Desk) -> None:
    company = desk.company()
    desk.send(desk.invoice())
    company.email = "accounts@acme.example"
    company.save(update_fields=["email"])
    prepared = contact_updates.prepare(company, connection=desk.connection, by=desk.office.owner)
    batch = contact_updates.send(
        company, connection=desk.connection, seen=prepared.seen, by=desk.office.owner
    )
    desk.work()
    read = report(desk, batch)
    assert "company details sent to Xero" in read and "Sent 1" in read
    assert "Acme Logistics Ltd Sent" in read and "accounts@acme.example" in read


def test_a_dialog_has_no_report_and_another_agencys_batch_is_not_there(desk: Desk) -> None:
    batch = open_dialog(desk, desk.invoice())
    answer = signed_in(desk.office.viewer).get(f"/batches/{batch.number}/report/")
    assert answer["Location"] == f"/batches/{batch.number}/send/"
    outsider = signed_in(cast.outsider())
    assert outsider.get(f"/batches/{batch.number}/report/").status_code == 404


def test_it_costs_the_same_for_any_number_of_documents(desk: Desk) -> None:
    viewer = signed_in(desk.office.viewer)
    costs = []
    for number in (1, 6):
        batch = desk.click(*[desk.invoice() for _ in range(number)])
        desk.work()
        with CaptureQueriesContext(database) as queries:
            viewer.get(f"/batches/{batch.number}/report/")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 14
