"""Xero's types of an invoice and its statuses, in the groups that matter to us.

https://developer.xero.com/documentation/api/accounting/types#invoice-status-codes
"""

from typing import Final

INVOICE: Final = "ACCREC"
BILL: Final = "ACCPAY"
"""What a client owes us, and what we owe a supplier.

https://developer.xero.com/documentation/api/accounting/types#invoice-types
"""
PAID: Final = "PAID"
DELETED: Final = "DELETED"
"""How a draft ends; what was approved ends as ``VOIDED``."""
UNAPPROVED = ("DRAFT", "SUBMITTED")
APPROVED = ("AUTHORISED", PAID)
OPEN = (*UNAPPROVED, "AUTHORISED")
GONE = ("VOIDED", DELETED)
KNOWN = (*UNAPPROVED, *APPROVED, *GONE)


def gone_in_words(status: str) -> str:
    """*deleted* or *voided*, of an invoice that is gone."""
    return "deleted" if status == DELETED else "voided"
