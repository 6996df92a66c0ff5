"""Tax rates of an organisation's own.

https://developer.xero.com/documentation/api/accounting/taxrates
"""

from decimal import Decimal

from xero_sandbox.books import fields
from xero_sandbox.books.money import HUNDRED, ZERO, rounded, total
from xero_sandbox.books.organisation import Books, folded
from xero_sandbox.books.refusals import Problems
from xero_sandbox.books.table import Record

NAME_TAKEN = "Please enter a unique Name."
NAME_MISSING = "The Name field is mandatory."
NO_COMPONENTS = "A tax rate needs at least one TaxComponent."
NO_STATUS = "The Status of a tax rate must be ACTIVE, ARCHIVED or DELETED."
BUILT_IN = "This tax rate is one of Xero's own and cannot be changed."
SIDES = {"INPUT": "Revenue", "OUTPUT": "Expenses"}
"""The class of accounts that a rate of the return's other side cannot stand on."""


def create(books: Books, element: Record) -> Record:
    """PUT: Xero gives it the next of TAX001, TAX002 and so on, whatever is sent."""
    rate = {"TaxType": _next_type(books), "Name": "", "Status": "ACTIVE", "TaxComponents": []}
    return _save(books, rate, element)


def create_or_update(books: Books, element: Record) -> Record:
    """POST: the rate of that TaxType is changed, else one is made."""
    found = books.table("TaxRates").get(fields.text(element, "TaxType") or "")
    return create(books, element) if found is None else _save(books, found, element)


def _next_type(books: Books) -> str:
    table, number = books.table("TaxRates"), 1
    while table.get(f"TAX{number:03d}"):
        number += 1
    return f"TAX{number:03d}"


def _save(books: Books, old: Record, element: Record) -> Record:
    rate, problems = dict(old), Problems()
    name = fields.bounded_text(element, "Name", 50, problems)
    rate["Name"] = old["Name"] if name is None else name
    rate["Status"] = fields.text(element, "Status") or old["Status"]
    components = fields.parts(element, "TaxComponents")
    if components is not None:
        rate["TaxComponents"] = [_component(each) for each in components]
    percent = _whole(rate["TaxComponents"])
    rate |= {"DisplayTaxRate": percent, "EffectiveRate": percent}
    _set_use(rate, element)
    _check(books, rate, problems)
    problems.stop_if_any(record_id=rate["TaxType"])
    return books.put("TaxRates", rate)


def _component(given: Record) -> Record:
    return {
        "Name": fields.text(given, "Name") or "",
        "Rate": rounded(fields.amount(given, "Rate") or ZERO, 4),
        "IsCompound": bool(fields.flag(given, "IsCompound")),
        "IsNonRecoverable": bool(fields.flag(given, "IsNonRecoverable")),
    }


def _whole(components: list[Record]) -> Decimal:
    """In percent; a compound component is charged on the others too."""
    plain = total([each["Rate"] for each in components if not each["IsCompound"]])
    on_top = total([each["Rate"] for each in components if each["IsCompound"]])
    return rounded(plain + on_top + plain * on_top / HUNDRED, 4)


def _set_use(rate: Record, element: Record) -> None:
    """Where it may stand, which follows from the box of the return that it counts for."""
    report = fields.text(element, "ReportTaxType") or rate.get("ReportTaxType") or "OUTPUT"
    rate["ReportTaxType"] = report
    barred = next((barred for side, barred in SIDES.items() if side in report), "")
    for group in ("Assets", "Equity", "Expenses", "Liabilities", "Revenue"):
        rate[f"CanApplyTo{group}"] = group != barred


def _check(books: Books, rate: Record, problems: Problems) -> None:
    if not rate["TaxType"].startswith("TAX"):
        problems.add(BUILT_IN)
    if not rate["Name"].strip():
        problems.add(NAME_MISSING)
    others = [each for each in books.table("TaxRates") if each["TaxType"] != rate["TaxType"]]
    if any(folded(each["Name"]) == folded(rate["Name"]) for each in others):
        problems.add(NAME_TAKEN)
    if not rate["TaxComponents"]:
        problems.add(NO_COMPONENTS)
    if rate["Status"] not in ("ACTIVE", "ARCHIVED", "DELETED"):
        problems.add(NO_STATUS)
