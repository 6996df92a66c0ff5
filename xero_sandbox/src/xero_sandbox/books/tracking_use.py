"""The lines that a tracking category or one of its options stands on."""

from collections.abc import Iterator

from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record
from xero_sandbox.exact_json import Finished

DOCUMENTS = ("Invoices", "CreditNotes")


def is_used(books: Books, wanted: Record) -> bool:
    """Whether any line has all of ``wanted``: the ids of a category, or of one of its options."""
    return any(True for _ in _users(books, wanted))


def rename(books: Books, wanted: Record, told: Record) -> None:
    """Lines know tracking by its id, so they take its new name. No stamp moves by it."""
    for kind, document in list(_users(books, wanted)):
        lines = [
            {**line, "Tracking": [_told(pair, wanted, told) for pair in line.get("Tracking", [])]}
            for line in document["LineItems"]
        ]
        books.put(kind, {**document, "LineItems": Finished(lines)}, touch=False)


def _told(pair: Record, wanted: Record, told: Record) -> Record:
    return {**pair, **told} if wanted.items() <= pair.items() else pair


def _users(books: Books, wanted: Record) -> Iterator[tuple[str, Record]]:
    for kind in DOCUMENTS:
        for document in books.table(kind):
            pairs = (pair for line in document["LineItems"] for pair in line.get("Tracking", []))
            if any(wanted.items() <= pair.items() for pair in pairs):
                yield kind, document
