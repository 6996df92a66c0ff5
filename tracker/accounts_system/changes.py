"""What is new in what Xero says of a document, in words for people. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker.xero.invoice_statuses import BILL, GONE, PAID, gone_in_words

WORDS = {
    "paid": "paid",
    "part_paid": "part paid",
    "credited": "credited",
    "reopened": "due again",
    "voided": "voided",
    "deleted": "deleted",
    "total": "with another total",
    "dates": "with other dates",
    "number": "with another number",
    "contact": "with another contact",
    "status": "with another status",
}
"""Every kind of change, as a summary says it and in its order: “10 paid, 3 part paid”."""
MONEY = ("paid", "part_paid", "reopened")
WEIGHTY = (*MONEY, "credited", "voided", "deleted")
"""Kinds that say what became of a document; the others are details of it."""
SENTENCES_LENGTH_MAX = 500

ZERO = Decimal("0.00")
STATUS_SENTENCES = {
    "VOIDED": "Voided in Xero.",
    "DELETED": "Deleted in Xero.",
    "AUTHORISED": "Approved in Xero.",
    "SUBMITTED": "Submitted for approval in Xero.",
    "DRAFT": "Made a draft in Xero.",
}


@dataclass(frozen=True)
class Seen:
    """What Xero says of a document; None where it is not known, so nothing is said about it.

    ``type`` is Xero's: an invoice, or a bill.
    """

    type: str
    status: str
    total: Decimal | None
    due: Decimal | None
    paid: Decimal
    credited: Decimal
    document_date: date | None = None
    due_date: date | None = None
    number: str | None = None
    contact_id: str | None = None


def together(before: dict[str, str] | None, *, kind: str, sentence: str) -> dict[str, str]:
    """One change after another as one: what weighs more gives the kind, both are said."""
    if before is None:
        return {"kind": kind, "sentence": sentence}
    weighs_less = kind not in WEIGHTY and before["kind"] in WEIGHTY
    both = f"{before['sentence']} {sentence}"
    return {
        "kind": before["kind"] if weighs_less else kind,
        "sentence": both if len(both) <= SENTENCES_LENGTH_MAX else sentence,
    }


def between(before: Seen, now: Seen) -> tuple[str, str] | None:
    """The kind of what changed most, and a sentence for all of it; None where nothing did."""
    found = list(_found(before, now))
    if not found:
        return None
    return found[0][0], " ".join(sentence for _, sentence in found)


def _found(before: Seen, now: Seen) -> Iterator[tuple[str, str]]:
    if now.status in GONE:
        # What else changes with it (nothing is due any more) goes without saying.
        if before.status != now.status:
            yield gone_in_words(now.status), STATUS_SENTENCES[now.status]
        return
    yield from _money(before, now)
    if _differs(before.total, now.total):
        was, is_now = _amount(before.total), _amount(now.total)
        yield "total", f"The total was changed in Xero: {is_now} instead of {was}."
    yield from _dates(before, now)
    if _differs(before.number, now.number):
        number = now.number or "none"
        yield "number", f"The number was changed in Xero: {number} instead of {before.number}."
    if before.contact_id and _differs(before.contact_id, now.contact_id):
        yield "contact", "It has another contact in Xero now."
    if before.status != now.status and PAID not in (before.status, now.status):
        yield "status", STATUS_SENTENCES.get(now.status, f"{now.status.capitalize()} in Xero.")


def _money(before: Seen, now: Seen) -> Iterator[tuple[str, str]]:
    """At most one sentence: paid, part paid, credited, or due again."""
    if now.status == PAID:
        if before.status != PAID:
            yield _settled(now)
    elif now.paid < before.paid:
        money = "payout" if now.type == BILL else "payment"
        yield "reopened", f"A {money} was removed in Xero: {_amount(now.due)} is due again."
    elif now.credited < before.credited:
        yield "reopened", f"A credit was taken off in Xero: {_amount(now.due)} is due again."
    elif before.status == PAID:
        yield "reopened", f"Re-opened in Xero: {_amount(now.due)} is due again."
    elif now.paid > before.paid:
        yield "part_paid", f"Part paid in Xero: {_amount(now.paid)} of {_amount(now.total)}."
    elif now.credited > before.credited:
        credited = f"{_amount(now.credited)} of {_amount(now.total)}"
        yield "credited", f"Credited in Xero: {credited}, {_amount(now.due)} is due."


def _settled(now: Seen) -> tuple[str, str]:
    if now.credited and not now.paid:
        moved = "went out" if now.type == BILL else "came in"
        return (
            "credited",
            f"Settled in Xero by a credit of {_amount(now.credited)}: no money {moved}.",
        )
    if now.credited:
        return (
            "paid",
            f"Paid in Xero: {_amount(now.paid)}, and {_amount(now.credited)} by a credit.",
        )
    return "paid", f"Paid in Xero: {_amount(now.paid)}."


def _dates(before: Seen, now: Seen) -> Iterator[tuple[str, str]]:
    for name, was, is_now in (
        ("date", before.document_date, now.document_date),
        ("due date", before.due_date, now.due_date),
    ):
        if was is not None and is_now is not None and was != is_now:
            yield "dates", f"The {name} was changed in Xero: {_day(is_now)} instead of {_day(was)}."


def _amount(amount: Decimal | None) -> str:
    return "nothing known" if amount is None else f"{amount:,}"


def _differs(before: object, now: object) -> bool:
    return before is not None and now is not None and before != now


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
