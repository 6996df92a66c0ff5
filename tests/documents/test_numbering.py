import threading

import pytest
from django.db import connection, transaction

from tests import cast
from tests.documents.csv_import.files import a_file, a_row, taken
from tracker.agencies.not_possible import NotPossible
from tracker.documents import lifecycle
from tracker.documents.models import Document
from tracker.documents.numbering import set_numbering


@pytest.mark.django_db(transaction=True)
def test_two_people_approving_at_once_get_two_numbers():
    office = cast.office()
    acme = cast.clients(office).acme
    drafts = [cast.draft_invoice(office, acme) for _ in range(8)]
    start, failures = threading.Barrier(2), []

    def approve(mine: list[Document]) -> None:
        try:
            start.wait(10)
            for draft in mine:
                lifecycle.approve(draft, by=office.owner)
        except Exception as problem:
            failures.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=[part]) for part in (drafts[:4], drafts[4:])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert not failures
    numbers = list(Document.objects.order_by("number").values_list("number", flat=True))
    assert numbers == [f"INV-{number}" for number in range(1001, 1009)]


@pytest.mark.django_db(transaction=True)
def test_one_invoice_approved_twice_at_once_gets_one_number():
    office = cast.office()
    draft = cast.draft_invoice(office, cast.clients(office).acme)
    start = threading.Barrier(2)
    outcomes: list[str | None] = []

    def approve() -> None:
        try:
            mine = Document.objects.get(id=draft.id)
            start.wait(10)
            lifecycle.approve(mine, by=office.owner)
            outcomes.append(mine.number)
        except NotPossible as problem:
            outcomes.append(problem.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=approve) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert set(outcomes) == {"INV-1001", "Invoice INV-1001 is approved already."}
    office.entity.refresh_from_db()
    assert office.entity.next_invoice_number == 1002


@pytest.mark.django_db(transaction=True)
def test_an_approval_during_an_import_takes_a_number_that_the_file_leaves_free():
    office = cast.office()
    draft = cast.draft_invoice(office, cast.clients(office).acme)
    failures = []

    def approve() -> None:
        try:
            lifecycle.approve(draft, by=office.owner)
        except Exception as problem:
            failures.append(problem)
        finally:
            connection.close()

    thread = threading.Thread(target=approve)
    with transaction.atomic():
        taken(office, a_file(a_row(number="INV-1001")))
        thread.start()
        thread.join(0.5)
        assert thread.is_alive(), "it waits for the import"
    thread.join(30)
    assert not failures
    assert draft.number == "INV-1002"


@pytest.mark.django_db
def test_numbering_is_chosen_and_used():
    office = cast.office()
    set_numbering(
        kind="invoice", entity=office.entity, prefix="DEMO-", next_number=7, by=office.owner
    )
    assert cast.approved_invoice(office, cast.clients(office).acme).number == "DEMO-7"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("prefix", "next_number", "sentence"),
    [
        ("INV-", 0, "The next number is 1 or more"),
        ("INVOICE-OF-HARBOUR-TALENT-", 1, "at most 20 characters"),
        ("№-", 1, "a character that Xero does not take"),
    ],
)
def test_numbering_that_cannot_be_used_is_refused(prefix, next_number, sentence):
    office = cast.office()
    with pytest.raises(NotPossible, match=sentence):
        set_numbering(
            kind="invoice",
            entity=office.entity,
            prefix=prefix,
            next_number=next_number,
            by=office.owner,
        )
