"""``/Invoices/{id}/OnlineInvoice`` and ``/Invoices/{id}/Email``.

https://developer.xero.com/documentation/api/accounting/invoices
"""

from base64 import b64encode
from hashlib import sha256

from xero_sandbox.books import emails
from xero_sandbox.books.refusals import UnknownRecord, refuse
from xero_sandbox.books.table import Record
from xero_sandbox.http.answers import Answer, envelope, no_content
from xero_sandbox.http.calls import Context

ONLY_SALES = "An online invoice url is available for sales invoices (ACCREC) alone."
NOT_FOR_DRAFTS = "An online invoice url cannot be retrieved for DRAFT invoices."


def online(context: Context) -> Answer:
    """The address at which a customer sees the invoice: Xero's, so nothing answers there."""
    invoice = _with_id(context)
    if invoice["Type"] != "ACCREC":
        raise refuse(ONLY_SALES)
    if invoice["Status"] == "DRAFT":
        raise refuse(NOT_FOR_DRAFTS)
    told = {"OnlineInvoiceUrl": f"https://in.xero.com/{_secret(invoice['InvoiceID'])}"}
    return envelope(context.clock.now(), context.client, "OnlineInvoices", [told])


def _secret(invoice_id: str) -> str:
    """Forty letters and digits, the same each time for one invoice."""
    mixed = b64encode(sha256(invoice_id.encode()).digest(), altchars=b"Xx").decode()
    return mixed.rstrip("=")[:40]


def email(context: Context) -> Answer:
    """The body is empty; whatever stands in it is ignored."""
    emails.send(context.books, _with_id(context))
    return no_content()


def _with_id(context: Context) -> Record:
    found = context.books.table("Invoices").get(context.ids[0].lower())
    if found is None:
        raise UnknownRecord(context.ids[0])
    return found
