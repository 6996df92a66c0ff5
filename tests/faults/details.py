"""A company's changed details: how they are arranged, sent, seen and counted.

A document of the company stands for it, as in the other rows; what is on its way is its details.
"""

from tests.faults.place import Place
from tests.faults.seen import Look, look_of, with_notices
from tests.faults.xero_process import Books
from tests.sending.desk import Desk
from tracker.accounts_system import marks
from tracker.agencies.models import Event
from tracker.companies import companies
from tracker.documents.models import Document
from tracker.sending import contact_updates
from tracker.sending.models import Batch
from tracker.web.batch_counts import counts_of
from tracker.web.details_in_xero import status_of
from tracker.web.live_sheet import notices_of

NEW_EMAIL = "accounts@acme.example"


def a_company_that_moved(desk: Desk, count: int) -> list[Document]:
    """Xero has the company of each as it was before."""
    documents = [desk.invoice(company=f"Client {number} Ltd") for number in range(count)]
    desk.send(*documents)
    for each in documents:
        companies.change(each.company, by=desk.office.owner, email=NEW_EMAIL)
    return documents


def click(place: Place, documents: list[Document]) -> Batch:
    """*Update details in Xero*, and *Send* below what it shows."""
    (document,) = documents
    company, connection, by = document.company, place.connection, place.office.colleague
    shown = contact_updates.prepare(company, connection=connection, by=by)
    return contact_updates.send(company, connection=connection, seen=shown.seen, by=by)


def look_again(place: Place, batch: Batch) -> Batch:
    """What a refusal asks for: the change is shown once more, and sent once more."""
    company = batch.contact_updates.get().company
    again = click(place, list(company.documents.all()))
    place.work()
    return again


def what_is_seen(batch: Batch, document: Document) -> Look:
    """Of the company's page, and of the page of the batch that it leads to."""
    batch = Batch.objects.select_related("connection", "agency").get(pk=batch.pk)
    update = batch.contact_updates.get(company=document.company_id)
    status = status_of(update)
    notices = notices_of(batch, counts_of([batch])[batch.pk])
    said = [status.text, *([f": {status.note}"] if status.note else [])]
    said += [f" → {update.fix}"] if update.fix else []
    words = with_notices("".join(said), notices)
    events = Event.objects.filter(batch_number=batch.number, subject="company").order_by("id")
    done = tuple(events.values_list("sentence", flat=True))
    return look_of(words, document.company.name, done, update.waiting_until)


def details_held(books: Books, documents: list[Document]) -> int:
    """Of how many of their companies Xero has the new details."""
    ours = {marks.of_company(each.company_id) for each in documents}
    held = [each for each in books["Contacts"] if each.get("ContactNumber") in ours]
    return len([each for each in held if each.get("EmailAddress") == NEW_EMAIL])
