"""What a history has at hand: the desk, what was written so far, and ways to choose among it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar
from uuid import UUID

import httpx2

from tests.cast import Office
from tests.histories.accidents import Accidents
from tests.sending.desk import Desk
from tests.sending.restoring import restore_without_starting
from tracker.accounts_system import connecting, marks
from tracker.accounts_system.models import Connection, DocumentLink, FormerLink, Head
from tracker.agencies.models import Person
from tracker.agencies.not_possible import NotPossible
from tracker.companies.models import Company
from tracker.documents.models import Document
from tracker.sending.models import OPEN, Batch, Delivery
from xero_sandbox.server import Running

Row = TypeVar("Row")
KINDS = ("invoice", "payment")
CLIENTS = tuple(f"Client {number}" for number in range(1, 6))
SUPPLIERS = tuple(f"Supplier {number}" for number in range(1, 5))
CODES = tuple(f"CODE-{number}" for number in range(1, 5))


@dataclass
class Place:
    """An office beside its sandbox, as a history goes on. ``documents`` are ids, oldest first.

    ``forgotten`` are those that a database which was put back does not know any more, by name;
    ``copies`` are ids in Xero of what a bookkeeper copied, mark and all. ``may_be_doubled`` says
    that Xero was still at work for a database that was put back: nobody could know of it.
    ``unknown`` are ids in Xero of what that database did not know when it was put back, and
    ``early`` the writes that left all the same before it was adopted. ``adopted`` are as many as an
    owner had to adopt, ``needless`` those for which there was no reason, in words.
    """

    seed: int
    desk: Desk
    accidents: Accidents
    documents: list[UUID] = field(default_factory=list)
    forgotten: dict[UUID, str] = field(default_factory=dict)
    copies: set[str] = field(default_factory=set)
    may_be_doubled: bool = False
    unknown: set[str] = field(default_factory=set)
    early: list[str] = field(default_factory=list)
    adopted: int = 0
    was_taken_back: bool = False
    """Whether somebody took back that a document is in Xero."""
    needless: list[str] = field(default_factory=list)
    left_by_adopting: list[str] = field(default_factory=list)
    """Receipts that an adoption should have linked, and did not."""

    @property
    def office(self) -> Office:
        return self.desk.office

    @property
    def sandbox(self) -> Running:
        return self.desk.sandbox

    def connection(self) -> Connection:
        """The live connection. Raises ``NotPossible`` while there is none."""
        found = connecting.of_entity(self.office.entity)
        if found is None:
            raise NotPossible("Xero is not connected.")
        return found

    def somebody(self, draw: Random) -> Person:
        """Who may write: finance mostly, the owner sometimes."""
        return draw.choice([self.office.colleague, self.office.colleague, self.office.owner])

    def document(
        self, draw: Random, fits: Callable[[Document], bool] = lambda each: True
    ) -> Document:
        """One of those that fit. Raises ``NotPossible`` where there is none."""
        return one_of(draw, [each for each in self.all_documents() if fits(each)])

    def some(self, draw: Random, kind: str) -> list[Document]:
        """A few of a kind, as somebody ticks them."""
        found = [each for each in self.all_documents() if each.kind == kind and each.is_approved]
        return draw.sample(found, min(len(found), draw.randint(1, 6)))

    def all_documents(self) -> list[Document]:
        """All that were written, oldest first."""
        found = Document.objects.select_related("company").in_bulk(self.documents)
        return [found[key] for key in self.documents]

    def linked(self, draw: Random) -> DocumentLink:
        """The link of one document that Xero has."""
        links = DocumentLink.objects.filter(connection=self.connection())
        rows = {link.document_id: link for link in links.select_related("document__company")}
        return one_of(draw, [rows[key] for key in self.documents if key in rows])

    def company(self, draw: Random, **said: Any) -> Company:
        rows = Company.objects.filter(agency=self.office.agency, **said)
        return one_of(draw, rows.order_by("name"))

    def batch(self, draw: Random) -> Batch:
        """One of the newest that were clicked."""
        clicked = Batch.objects.exclude(clicked_at=None).exclude(kind="company")
        return one_of(draw, clicked.order_by("-number")[:4])

    def put_back_if_due(self) -> None:
        """The database is as it was when it was backed up, and a worker starts on it."""
        restores = self.accidents.restores
        if not restores.is_due:
            return
        names = {each.pk: str(each) for each in self.all_documents()}
        restore_without_starting(restores.taken(), self.desk)
        office = self.office
        for each in (office.agency, office.entity, office.owner, office.colleague, office.viewer):
            each.refresh_from_db()
        known = set(Document.objects.values_list("pk", flat=True))
        self.forgotten |= {key: name for key, name in names.items() if key not in known}
        self.documents = [key for key in self.documents if key in known]
        self.accidents.pass_time(restores.away_seconds)
        self.may_be_doubled |= self.accidents.is_late
        marked = {each["InvoiceID"] for each in self.books("Invoices") if each.get("Url")}
        self.unknown = marked - self.copies
        self.unknown = self.still_unknown()
        self.accidents.start_worker()
        print(f"     the database was put back; {len(self.forgotten)} documents are forgotten")

    def still_unknown(self) -> set[str]:
        """Of ``unknown``: what no link knows by now, nobody left, and no open call may explain."""
        if not self.unknown:
            return set()
        explained = {
            *DocumentLink.objects.values_list("remote_id", flat=True),
            *FormerLink.objects.values_list("remote_id", flat=True),
            *Head.objects.exclude(left_at=None).values_list("remote_id", flat=True),
        }
        linked = set(DocumentLink.objects.values_list("document", flat=True))
        carried = Delivery.objects.filter(state__in=OPEN).exclude(call=None)
        ours = linked | set(carried.values_list("document", flat=True))
        return {
            each["InvoiceID"]
            for each in self.books("Invoices")
            if each["InvoiceID"] in self.unknown - explained
            and marks.document_of(each["Url"], marks.installation_id()) not in ours
        }

    def books(self, kind: str) -> list[dict[str, Any]]:
        """The records of a kind as the sandbox keeps them, oldest first."""
        with self.sandbox.sandbox.lock:
            return [dict(each) for each in self.sandbox.books.table(kind)]

    def ask_books(self, path: str, **wish: Any) -> dict[str, Any]:
        """The bookkeeper does something. Raises ``NotPossible`` where Xero does not let them."""
        answer = httpx2.post(f"{self.sandbox.url}/_sandbox/{path}", json=wish)
        if answer.status_code == 400:
            raise NotPossible(str(answer.json()["error"]))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


def one_of(draw: Random, rows: Iterable[Row]) -> Row:
    """Raises ``NotPossible`` where there is nothing to choose from."""
    found: Sequence[Row] = list(rows)
    if not found:
        raise NotPossible("There is none.")
    return draw.choice(found)
