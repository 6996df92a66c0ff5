"""What the endpoints of invoices and of credit notes share: names in paths, filters, writing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from xero_sandbox.books import fields
from xero_sandbox.books.invoices import Saved
from xero_sandbox.books.organisation import Books, folded
from xero_sandbox.books.refusals import UnknownRecord
from xero_sandbox.books.table import Record
from xero_sandbox.http.answers import Answer, envelope
from xero_sandbox.http.calls import Call, Context
from xero_sandbox.http.elements import Kind, save_all
from xero_sandbox.http.selection import path
from xero_sandbox.http.where import Fields

Shape = Callable[[Books, Record, int], Record]


class Rules(Protocol):
    """What the books know of one kind of document."""

    def create(self, books: Books, element: Record, *, places: int) -> Saved: ...

    def create_or_update(self, books: Books, element: Record, *, places: int) -> Saved: ...

    def update(self, books: Books, found: Record, element: Record, *, places: int) -> Saved: ...


@dataclass(frozen=True)
class Documents:
    """One kind of document. ``types``: of two that share a number, the first's is meant.

    ``options``: what the rules hear of a call beside the places of its unit amounts.
    """

    kind: Kind
    types: tuple[str, ...]
    rules: Rules
    full: Shape
    options: Callable[[Call], Record] = lambda _: {}

    def named(self, context: Context) -> Record:
        """The document whose id or number stands in the path. Raises UnknownRecord."""
        wanted, table = context.ids[0], context.books.table(self.kind.name)
        if fields.is_guid(wanted):
            found = table.get(wanted.lower())
        else:
            found = next(iter(self.numbered(context.books, wanted)), None)
        if found is None:
            raise UnknownRecord(wanted)
        return found

    def numbered(self, books: Books, number: str) -> list[Record]:
        table, wanted = books.table(self.kind.name), folded(number)
        return [record for each in self.types for record in table.find("number", (each, wanted))]

    def one(self, context: Context) -> Answer:
        told = self.full(context.books, self.named(context), context.call.places)
        return envelope(context.clock.now(), context.client, self.kind.name, [told])

    def create(self, context: Context) -> Answer:
        return self._save_all(context, self.rules.create)

    def create_or_update(self, context: Context) -> Answer:
        return self._save_all(context, self.rules.create_or_update)

    def update_one(self, context: Context) -> Answer:
        found = self.named(context)

        def update(books: Books, element: Record, **options: Any) -> Saved:
            return self.rules.update(books, found, element, **options)

        return self._save_all(context, update)

    def _save_all(self, context: Context, write: Callable[..., Saved]) -> Answer:
        options = {"places": context.call.places, **self.options(context.call)}

        def save(element: Record) -> tuple[Record, list[str]]:
            saved = write(context.books, element, **options)
            return saved.record, saved.warnings

        return save_all(context, self.kind, save)


def filters(books: Books, names: list[str], contact_names: list[str]) -> Fields:
    """What ``where`` and ``order`` may name: members of the document, and some of its contact."""
    contacts = books.table("Contacts")

    def of_contact(name: str) -> Callable[[Record], object]:
        return lambda r: (contacts.get(r["Contact"]["ContactID"]) or {}).get(name)

    found: Fields = {name.lower(): path(name) for name in names}
    found["contact.contactid"] = path("Contact", "ContactID")
    return found | {f"contact.{name.lower()}": of_contact(name) for name in contact_names}
