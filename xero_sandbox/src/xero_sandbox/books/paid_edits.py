"""What may still change once money or credit is allocated to a document.

https://developer.xero.com/documentation/api/accounting/invoices (Editing paid invoices)
"""

from xero_sandbox.books.refusals import Problems
from xero_sandbox.books.table import Record

ALLOCATED = "This document cannot be edited as it has a payment or credit note allocated to it."
HEAD = {
    "Reference",
    "DueDate",
    "InvoiceNumber",
    "BrandingThemeID",
    "Url",
    "SentToContact",
    "ExpectedPaymentDate",
    "PlannedPaymentDate",
}
LINE = {"Description", "AccountCode", "AccountID", "Tracking"}


def check(before: Record, after: Record, problems: Problems) -> None:
    """Report a change of anything that is fixed. On bills everything is."""
    allowed = HEAD | {"LineItems"} if before["Type"] == "ACCREC" else {"SentToContact"}
    if before["Type"] == "ACCREC" and not before["AmountCredited"]:
        allowed.add("Contact")
    if _changed(before, after) - allowed or not _lines_keep(before, after):
        problems.add(ALLOCATED)


def _changed(before: Record, after: Record) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _lines_keep(before: Record, after: Record) -> bool:
    old = {line["LineItemID"]: line for line in before["LineItems"]}
    new = {line["LineItemID"]: line for line in after["LineItems"]}
    if old.keys() != new.keys():
        return False
    return all(_changed(old[line_id], new[line_id]) <= LINE for line_id in old)
