"""A document as a file states it."""

import datetime
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

LEAST = Decimal("0.0001")


class FileLine(NamedTuple):
    """One line, as stated on line ``line`` of the file."""

    line: int
    product: str
    description: str
    quantity: Decimal
    unit_price: Decimal
    discount_percent: Decimal
    tax_treatment: str
    worker: str
    period_end: datetime.date | None


class FileHead(NamedTuple):
    """What a file states of a whole document; ``due_date``, ``terms_days`` may be missing.

    ``invoice`` is the number of the one that a payment belongs to.
    """

    company: str
    company_reference: str
    date: datetime.date
    due_date: datetime.date | None
    terms_days: int | None
    currency: str
    reference: str
    placement: str
    consultant: str
    branch: str
    supplier_number: str
    supplier_date: datetime.date | None
    invoice: str


class FileDocument(NamedTuple):
    """A document whose cells can all be used; ``line`` is that of its first row."""

    number: str
    line: int
    head: FileHead
    lines: list[FileLine]


def digest_of(document: FileDocument) -> str:
    """A fingerprint of what the file says, however it spells numbers and dates.

    What is empty is left out, so that a field that files cannot state yet will not make every
    document imported before look different.
    """
    head = document.head
    company = head.company_reference or head.company
    parts = [company, *_stated(head, skip=2)]
    for line in document.lines:
        amounts = f"{line.quantity.quantize(LEAST)} {line.unit_price.quantize(LEAST)}"
        parts += ["\x1e", line.product, line.description, amounts, *_stated(line, skip=5)]
    return sha256("\x1f".join(parts).encode()).hexdigest()


def _stated(record: FileHead | FileLine, *, skip: int) -> list[str]:
    named = zip(record._fields[skip:], record[skip:], strict=True)
    return [f"{name}={value}" for name, value in named if value]
