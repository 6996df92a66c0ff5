"""What is drawn at random, and how it is said to Xero."""

from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from typing import Any

from hypothesis import strategies as some

from ledger.documents import Line, Wish

KINDS = ("ACCREC", "ACCPAY", "ACCRECCREDIT", "ACCPAYCREDIT")
RATES = {
    "ACCREC": {20: "OUTPUT2", 5: "RROUTPUT", 0: "EXEMPTOUTPUT"},
    "ACCPAY": {20: "INPUT2", 5: "RRINPUT", 0: "EXEMPTINPUT"},
}
ACCOUNTS = {"ACCREC": "200", "ACCPAY": "320"}

names = some.sampled_from(
    ["Acme Ltd", "ACME LTD", "Bright & Sons", "bright & sons", "Çelik", "çELIK"]
)
numbers = some.sampled_from(["", "A-1", "a-1", "A-2", "A-3", "A-4", "b-4"])
statuses = some.sampled_from(["DRAFT", "SUBMITTED", *["AUTHORISED"] * 6, "PAID"])
changed_statuses = some.sampled_from(
    ["DRAFT", "SUBMITTED", *["AUTHORISED"] * 2, "PAID", *["VOIDED"] * 3, "DELETED"]
)
amounts = some.sampled_from(["Exclusive", "Exclusive", "Inclusive", "NoTax"])
places = some.integers(0, 100)
contacts = some.one_of(some.integers(0, 1), some.integers(0, 1), places, names)
lines = some.lists(
    some.builds(
        Line,
        quantity=some.one_of(
            some.sampled_from([Decimal(1), Decimal(0)]), some.decimals("0", "40", places=4)
        ),
        unit=some.one_of(
            some.decimals("0.01", "99.99", places=2), some.decimals("-9", "9", places=4)
        ),
        rate=some.sampled_from([20, 20, 5, 0]),
    ),
    min_size=1,
    max_size=3,
)


@dataclass(frozen=True)
class Portion:
    """A part of what is left, from nothing to more than all of it; and where to look for it."""

    percent: int
    open_first: bool

    def of(self, left: Decimal) -> Decimal:
        return (left * self.percent / 100).quantize(Decimal("0.01"), ROUND_UP)


portions = some.builds(
    Portion, some.sampled_from([50, 100, 30, 100, 0, 101]), some.sampled_from([True, True, False])
)


def documents(*kinds: str) -> some.SearchStrategy[Wish]:
    return some.builds(Wish, some.sampled_from(kinds), numbers, contacts, statuses, amounts, lines)


def said(kind: str, line: Line) -> dict[str, Any]:
    """A line in Xero's words. Four decimals pass through a float unharmed."""
    side = kind[:6]
    return {
        "Description": "Placement",
        "Quantity": float(line.quantity),
        "UnitAmount": float(line.unit),
        "AccountCode": ACCOUNTS[side],
        "TaxType": RATES[side][line.rate],
    }
