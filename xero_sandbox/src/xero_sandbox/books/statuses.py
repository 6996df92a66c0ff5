"""Which status may follow which.

https://developer.xero.com/documentation/api/accounting/invoices (Invoice Status Codes)
"""

from xero_sandbox.books.organisation import Books
from xero_sandbox.books.refusals import Problems
from xero_sandbox.books.table import Record

NOT_CREATABLE = "Invoice not of valid status for creation"
NOT_MODIFIABLE = "Invoice not of valid status for modification"
HAS_PAYMENTS = (
    "The status {} cannot be applied to the invoice because it has payments or credit notes"
    " allocated to it."
)
PLAN_LIMIT = "You have reached the limit of invoices you can approve"
CREATABLE = {"DRAFT", "SUBMITTED", "AUTHORISED"}
ALLOWED = {
    "DRAFT": {"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"},
    "SUBMITTED": {"SUBMITTED", "AUTHORISED", "DRAFT", "DELETED"},
    "AUTHORISED": {"AUTHORISED", "VOIDED"},
    "PAID": {"PAID"},
    "VOIDED": set(),
    "DELETED": set(),
}
APPROVAL_ACTIONS = {"ACCREC": "CreateApprovedInvoice", "ACCPAY": "CreateApprovedBill"}


def is_settled(invoice: Record) -> bool:
    """Whether any payment or credit is allocated to it."""
    return bool(invoice["AmountPaid"] or invoice["AmountCredited"])


def check_new(status: str, problems: Problems) -> None:
    if status not in CREATABLE:
        problems.add(NOT_CREATABLE)


def check_change(invoice: Record, status: str, problems: Problems) -> None:
    """Report a transition from the invoice's present status that Xero does not allow."""
    now = invoice["Status"]
    if status in ALLOWED[now]:
        if status == "VOIDED" and is_settled(invoice):
            problems.add(HAS_PAYMENTS.format(status))
        return
    if is_settled(invoice) and status in ("VOIDED", "DRAFT", "SUBMITTED", "AUTHORISED"):
        problems.add(HAS_PAYMENTS.format(status))
        return
    problems.add(NOT_MODIFIABLE)


def check_plan(books: Books, kind: str, before: str | None, after: str, problems: Problems) -> None:
    """Report the organisation's plan where it does not let it approve such documents."""
    approves = after == "AUTHORISED" and before not in ("AUTHORISED", "PAID")
    if approves and APPROVAL_ACTIONS[kind] in books.forbidden_actions:
        problems.add(PLAN_LIMIT)
