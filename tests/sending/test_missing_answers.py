"""Answers that stay missing, and what is told from the calls: the matrix of faults is in
``tests/faults``.
"""

from collections import Counter

import pytest

from tests.sending.adopting import keyed_in
from tests.sending.beside import look_at_third_attempt
from tests.sending.desk import Desk
from tracker.accounts_system.models import Attempt, Call, DocumentLink
from tracker.sending.models import State
from tracker.web.send_rows import status_of

pytestmark = pytest.mark.usefixtures("short_deadlines")

CLIENTS = ["Acme Logistics Ltd", "Brightwater Group", "Cobalt & Sons"]


def send_three(desk: Desk) -> dict[str, str]:
    """Send an invoice to each client; the state of each at the end, by number."""
    documents = [desk.invoice(company=name) for name in CLIENTS]
    desk.click(*documents)
    desk.work_until_settled()
    return {str(each.number): desk.delivery(each).state for each in documents}


def assert_each_once(desk: Desk) -> None:
    books = desk.books()
    numbers = Counter(each["InvoiceNumber"] for each in books["Invoices"])
    assert set(numbers.values()) == {1} and len(numbers) == 3
    assert len({each["Name"] for each in books["Contacts"]}) == len(books["Contacts"]) == 3
    assert len(books["Items"]) == 1
    linked = set(DocumentLink.objects.values_list("remote_id", flat=True))
    assert linked == {each["InvoiceID"] for each in books["Invoices"]}


def test_a_lost_reply_is_settled_by_one_replay_under_the_same_key(desk: Desk) -> None:
    desk.fault("lost_reply")
    send_three(desk)
    attempts = Attempt.objects.filter(call__purpose=Call.Purpose.CREATE_DOCUMENTS)
    assert [each.outcome for each in attempts.order_by("number")] == ["no_answer", "answered"]
    keys = [each["key"] for each in desk.sandbox.journal.calls() if each["key"]]
    assert len(keys) == len(set(keys)) + 1


def test_while_it_is_sent_again_the_page_goes_on_to_say_checking(desk: Desk) -> None:
    document = desk.invoice()
    desk.click(document)
    delivery = look_at_third_attempt(
        desk,
        Call.Purpose.CREATE_DOCUMENTS,
        method="PUT",
        look=lambda: desk.delivery(document),
    )
    assert status_of(delivery).text == "Checking with Xero"
    assert desk.delivery(document).state == State.SENT


def test_replies_that_stay_lost_are_settled_by_reading_xero(desk: Desk) -> None:
    desk.fault("lost_reply", times=400)
    documents = [desk.invoice(company=name) for name in CLIENTS]
    desk.click(*documents)
    desk.work_until_settled(seconds=8)
    assert_each_once(desk)
    assert {desk.delivery(each).state for each in documents} == {State.SENT}
    assert Call.objects.get(purpose=Call.Purpose.CREATE_DOCUMENTS).verdict == "asked"


def test_one_bad_among_three_is_refused_and_the_others_arrive(desk: Desk) -> None:
    good = [desk.invoice(company=name) for name in CLIENTS[:2]]
    bad = desk.invoice(company=CLIENTS[2], account="200")
    desk.archive_account("200")
    desk.click(*good, bad)
    desk.work()
    assert {desk.delivery(each).state for each in good} == {State.SENT}
    refused = desk.delivery(bad)
    assert (refused.state, refused.cause) == (State.REFUSED, "account_archived")
    assert refused.sentence.startswith("Account 200 is archived in Xero.")
    assert len(desk.in_xero()) == 2
    assert desk.foretold(bad)[0] == "blocked", "the accounts were read again"


@pytest.mark.parametrize("path", ["/Contacts", "/Items"])
def test_documents_wait_for_a_company_or_item_in_doubt_and_then_go(desk: Desk, path: str) -> None:
    desk.fault("lost_reply", path=path, times=400)
    document = desk.invoice()
    desk.click(document)
    desk.work()
    desk.work_until_settled(seconds=10)
    assert desk.delivery(document).state == State.SENT
    books = desk.books()
    assert [len(books[name]) for name in ("Invoices", "Contacts", "Items")] == [1, 1, 1]


def test_a_number_that_differs_in_case_only_is_in_use_and_not_sent_again_and_again(
    desk: Desk,
) -> None:
    document = desk.invoice()
    keyed_in(desk, document, InvoiceNumber=str(document.number).lower())
    before = len(desk.calls())
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "number_in_use")
    about = [each for each in desk.calls()[before:] if each.endswith("/Invoices")]
    assert about == ["PUT /api.xro/2.0/Invoices", "GET /api.xro/2.0/Invoices"]
    before = len(desk.calls())
    assert desk.send(document)[0].cause == "number_in_use" and len(desk.calls()) == before
