"""Contacts, lines and documents, and how they add up: plain decimals."""

from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

NOUGHT, PENNY = Decimal(0), Decimal("0.01")
FINAL = ("VOIDED", "DELETED")


class Refusal(Exception):
    """Xero says no, and nothing is different afterwards."""


def refuse_if(wrong: object) -> None:
    if wrong:
        raise Refusal


def pence(value: Decimal) -> Decimal:
    return value.quantize(PENNY, ROUND_HALF_UP)


@dataclass
class Contact:
    name: str
    archived: bool = False
    id: str = ""


@dataclass(frozen=True)
class Line:
    quantity: Decimal
    unit: Decimal
    rate: int

    @property
    def amount(self) -> Decimal:
        return pence(self.quantity * self.unit)

    def coarse(self) -> "Line":
        """As it is kept where ``unitdp=4`` is not said."""
        return replace(self, unit=pence(self.unit))

    def tax(self, amounts: str) -> Decimal:
        """Of this line alone, to the penny; a document's tax is the sum of its lines'."""
        if amounts == "NoTax":
            return NOUGHT
        return pence(self.amount * self.rate / (100 + (self.rate if amounts == "Inclusive" else 0)))


@dataclass(frozen=True)
class Wish:
    """A document as it is asked for. ``who``: the place of a contact, or a name."""

    kind: str
    number: str
    who: int | str
    status: str
    amounts: str
    lines: list[Line]


@dataclass
class Document:
    """An invoice, a bill or a credit note; ``paid`` and ``credited`` by the ids of what did it."""

    kind: str
    number: str
    contact: Contact
    status: str
    amounts: str
    lines: list[Line]
    reference: str = ""
    paid: dict[str, Decimal] = field(default_factory=dict)
    credited: dict[str, Decimal] = field(default_factory=dict)
    id: str = ""

    @property
    def is_note(self) -> bool:
        return self.kind.endswith("CREDIT")

    @property
    def is_used(self) -> bool:
        return bool(self.paid or self.credited)

    @property
    def tax(self) -> Decimal:
        return sum((line.tax(self.amounts) for line in self.lines), NOUGHT)

    @property
    def total(self) -> Decimal:
        lines = sum((line.amount for line in self.lines), NOUGHT)
        return lines + self.tax if self.amounts == "Exclusive" else lines

    @property
    def left(self) -> Decimal:
        """What is still due, or still to be used of a credit note."""
        used = sum(self.paid.values(), NOUGHT) + sum(self.credited.values(), NOUGHT)
        return NOUGHT if self.status in FINAL else self.total - used

    def settle(self) -> None:
        """PAID is never chosen: it comes when nothing is left, and goes when something is."""
        refuse_if(self.total < 0)
        refuse_if(not self.lines and not (self.is_note and self.status in ("DRAFT", *FINAL)))
        if self.status in ("AUTHORISED", "PAID"):
            self.status = "AUTHORISED" if self.left else "PAID"
