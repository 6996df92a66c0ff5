"""A few pence more or less than the lines add up to: RoundingAmount and EnteredTotal.

Only organisations that have opted in know them; elsewhere they are ignored.
https://github.com/XeroAPI/xero-python (accounting/models/invoice.py)
"""

from decimal import Decimal

from xero_sandbox.books import fields
from xero_sandbox.books.money import ZERO, rounded
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.refusals import Problems
from xero_sandbox.books.table import Record

SWITCH = "_rounding"
MOST = Decimal("0.10")
TOO_LARGE = "The RoundingAmount must be between -0.10 and 0.10."
WRONG_SUM = "The {} {} does not match the expected {} {}"
SUMS = ("SubTotal", "TotalTax", "Total")


def is_on(books: Books) -> bool:
    return bool(books.about.get(SWITCH))


def opt(books: Books, *, into: bool) -> None:
    books.about = {**books.about, SWITCH: into}


def adjustment(books: Books, invoice: Record, element: Record, problems: Problems) -> Decimal:
    """What is to be added to SubTotal and TotalTax, which the invoice holds by now.

    On drafts it is taken where it is small enough and else ignored; on others only beside all
    three sums, which are then checked.
    """
    if is_on(books):
        is_draft = invoice["Status"] == "DRAFT"
        given = fields.amount(element, "RoundingAmount")
        stands = is_draft or all(element.get(name) is not None for name in SUMS)
        if given is not None and stands:
            _take(invoice, rounded(given), problems, is_draft=is_draft)
        _enter_total(invoice, element, is_draft=is_draft)
        if stands and not is_draft:
            _check_sums(invoice, element, problems)
    return _kept(invoice)


def _kept(invoice: Record) -> Decimal:
    kept: Decimal = invoice.get("RoundingAmount", ZERO)
    return kept


def _take(invoice: Record, given: Decimal, problems: Problems, *, is_draft: bool) -> None:
    if abs(given) <= MOST:
        invoice["RoundingAmount"] = given
    elif not is_draft:
        problems.add(TOO_LARGE)


def _enter_total(invoice: Record, element: Record, *, is_draft: bool) -> None:
    """What somebody entered stands on a draft; later it is the total itself."""
    given = fields.amount(element, "EnteredTotal")
    if not is_draft:
        invoice.pop("EnteredTotal", None)
    elif given is not None:
        invoice["EnteredTotal"] = rounded(given)


def _check_sums(invoice: Record, element: Record, problems: Problems) -> None:
    net, tax = invoice["SubTotal"], invoice["TotalTax"]
    for name, expected in zip(SUMS, (net, tax, net + tax + _kept(invoice)), strict=True):
        given = fields.amount(element, name) or ZERO
        if given != expected:
            problems.add(WRONG_SUM.format(name, rounded(given), name, expected))


def shown(books: Books, invoice: Record) -> Record:
    """What single invoices and answers to writing tell; lists never do."""
    if not is_on(books):
        return {}
    entered = invoice["Total"] if invoice["Status"] != "DRAFT" else invoice.get("EnteredTotal")
    told = {"RoundingAmount": _kept(invoice), "EnteredTotal": entered}
    return {name: value for name, value in told.items() if value is not None}


def listed_total(invoice: Record) -> Decimal:
    """The total as lists tell it, which know nothing of the adjustment."""
    return Decimal(invoice["Total"] - _kept(invoice))
