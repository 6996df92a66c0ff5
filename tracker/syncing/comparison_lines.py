"""The lines of a document beside Xero's: pure. Each line that differs says in what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tracker.documents.models import Line
from tracker.sending import compose
from tracker.syncing.difference import Difference
from tracker.xero.types import Invoice
from tracker.xero.types import Line as TheirLine

FIELD = "lines"
NOT_THERE = "not there"


@dataclass(frozen=True)
class _Parts:
    """What a line says, as text that equal things have in common; None is not compared."""

    item: str | None
    description: str
    quantity: str
    price: str
    discount: str
    account: str | None
    tax_rate: str | None
    tax: str

    def named(self) -> dict[str, str | None]:
        return {name.replace("_", " "): value for name, value in vars(self).items()}

    def __str__(self) -> str:
        return f"{_short(self.description)}, {self.quantity} × {self.price}"


def line_differences(
    lines: Sequence[Line],
    line_ids: Mapping[str, str],
    sent: Mapping[str, Any] | None,
    record: Invoice,
) -> Iterator[Difference]:
    """Our lines in their order, then those that only Xero has.

    ``line_ids`` are Xero's ids by ours (as text); a line without one is taken by its place. Where
    ``sent`` is known it is what the lines were coded as: a mapping changed since is no difference.
    """
    ours = _ours(lines, sent)
    matched = _matched(lines, line_ids, record)
    for number, (parts, other) in enumerate(zip(ours, matched, strict=True), 1):
        yield from _line_difference(number, parts, other)
    known = {other.line_item_id for other in matched if other is not None}
    for number, other in enumerate(record.line_items, 1):
        if other.line_item_id not in known:
            there = f"line {number}: {_of_theirs(other)}"
            yield Difference(FIELD, NOT_THERE, there)


def _matched(
    lines: Sequence[Line], line_ids: Mapping[str, str], record: Invoice
) -> list[TheirLine | None]:
    by_id = {line.line_item_id: line for line in record.line_items}
    mapped = {line_ids.get(str(line.pk)) for line in lines}
    free = [line for line in record.line_items if line.line_item_id not in mapped]
    found: list[TheirLine | None] = []
    for line in lines:
        remote_id = line_ids.get(str(line.pk))
        if remote_id is not None:
            found.append(by_id.get(remote_id))
        else:
            found.append(free.pop(0) if free else None)
    return found


def _line_difference(number: int, ours: _Parts, other: TheirLine | None) -> Iterator[Difference]:
    if other is None:
        yield Difference(FIELD, f"line {number}: {ours}", NOT_THERE)
        return
    theirs = _of_theirs(other).named()
    differing = [
        (name, value, theirs[name] or "")
        for name, value in ours.named().items()
        if value is not None and value != theirs[name]
    ]
    if differing:
        yield Difference(
            FIELD,
            f"line {number}: " + ", ".join(f"{name} {mine or '–'}" for name, mine, _ in differing),
            f"line {number}: "
            + ", ".join(f"{name} {their or '–'}" for name, _, their in differing),
        )


def _ours(lines: Sequence[Line], sent: Mapping[str, Any] | None) -> list[_Parts]:
    """As they were sent, where that is known; else as they stand here."""
    bodies = list((sent or {}).get("LineItems") or [])
    if bodies and len(bodies) == len(lines):
        return [_of_sent(body) for body in bodies]
    return [_of_line(line) for line in lines]


def _of_sent(body: Mapping[str, Any]) -> _Parts:
    return _Parts(
        item=body.get("ItemCode") or "",
        description=_tidy(body.get("Description") or ""),
        quantity=_number(body.get("Quantity")),
        price=_price(body.get("UnitAmount")),
        discount=_number(body.get("DiscountRate")),
        account=body.get("AccountCode") or "",
        tax_rate=body.get("TaxType") or "",
        tax=_money(body.get("TaxAmount")),
    )


def _of_line(line: Line) -> _Parts:
    """A line that nobody ever sent: where it is coded is compared only where it says so itself."""
    return _Parts(
        item=line.product.code if line.product else None,
        description=_tidy(compose.description(line)),
        quantity=_number(line.quantity),
        price=_price(line.unit_price),
        discount=_number(line.discount_percent),
        account=line.account_override or None,
        tax_rate=line.tax_override or None,
        tax=_money(line.tax),
    )


def _of_theirs(line: TheirLine) -> _Parts:
    return _Parts(
        item=line.item_code,
        description=_tidy(line.description),
        quantity=_number(line.quantity),
        price=_price(line.unit_amount),
        discount=_number(line.discount_rate),
        account=line.account_code,
        tax_rate=line.tax_type,
        tax=_money(line.tax_amount),
    )


def _number(value: Any) -> str:
    """``3``, ``7.5``: however many zeros it was written with."""
    text = f"{Decimal(value or 0):.4f}".rstrip("0").rstrip(".")
    return text if text not in ("", "-0") else "0"


def _price(value: Any) -> str:
    whole, _, decimals = f"{Decimal(value or 0):.4f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def _money(value: Any) -> str:
    return f"{Decimal(value or 0):.2f}"


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
