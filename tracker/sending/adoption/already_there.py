"""What Xero may have already of documents that it has no link to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from tracker.accounts_system.models import Connection, Head
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.sending.adoption.contacts import contacts_of
from tracker.sending.adoption.look_alikes import look_alikes
from tracker.sending.adoption.numbered import numbered_in_xero


@dataclass(frozen=True)
class AlreadyThere:
    """By document: ``numbered`` under its number, ``alike`` under another one."""

    numbered: Mapping[UUID, Sequence[Head]] = field(default_factory=dict)
    alike: Mapping[UUID, Sequence[Head]] = field(default_factory=dict)

    def perhaps(self, document: Document) -> list[Head]:
        """Those of which a person may say that they are another one.

        Not an invoice of the same number, which Xero takes once only.
        """
        shares = not words_for(document.kind).has_unique_number
        numbered = self.numbered.get(document.pk, ()) if shares else ()
        return [*numbered, *self.alike.get(document.pk, ())]


def already_there(connection: Connection, kind: str, documents: Iterable[Document]) -> AlreadyThere:
    """Of documents of that kind, each with its company; a dozen queries for any number."""
    wanted = list(documents)
    if not wanted:
        return AlreadyThere()
    companies = {document.company_id: document.company for document in wanted}
    contacts = contacts_of(connection, companies.values())
    return AlreadyThere(
        numbered=numbered_in_xero(connection, kind, wanted, contacts),
        alike=look_alikes(connection, kind, wanted, contacts) if contacts.ids else {},
    )
