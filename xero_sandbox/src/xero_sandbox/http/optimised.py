"""Which filters Xero answers for an organisation with very many records; it refuses others.

https://developer.xero.com/documentation/api/accounting/invoices (Optimised filtering), and the
pages of contacts and payments
"""

from xero_sandbox.http.where import tokens

RANGES: dict[str, set[str]] = {
    "Invoice": {"date", "amountdue", "duedate"},
    "Contact": set(),
    "Payment": {"date"},
}
EQUALS = {
    "Invoice": {
        "status",
        "contact.contactid",
        "contact.name",
        "contact.contactnumber",
        "reference",
        "invoicenumber",
        "invoiceid",
        "type",
        "amountpaid",
    },
    "Contact": {"name", "emailaddress", "accountnumber"},
    "Payment": {"paymenttype", "status", "invoice.invoiceid", "reference"},
}
ALTERNATIVES = {"Invoice": {"invoiceid"}}
"""What may be joined by OR."""

_SIGNS = {"==", "=", ">", "<", ">=", "<=", "!=", "<>"}
_NO_FIELDS = {"and", "or", "true", "false", "null", "datetime", "guid"}


def is_optimised(where: str, type_name: str) -> bool:
    """Whether every comparison of a filter is one that Xero has prepared for."""
    if type_name not in EQUALS:
        return True
    told = [*((kind, word.lower()) for kind, word in tokens(where)), ("", "")]
    compared = {
        (word, told[at + 1][1])
        for at, (kind, word) in enumerate(told)
        if kind == "word" and word not in _NO_FIELDS
    }
    words = {word for _, word in told}
    if {"or", "||"} & words and not {n for n, _ in compared} <= ALTERNATIVES.get(type_name, set()):
        return False
    return all(_fits(name, sign, type_name) for name, sign in compared)


def _fits(name: str, sign: str, type_name: str) -> bool:
    if name in RANGES[type_name]:
        return sign in _SIGNS - {"!=", "<>"}
    return name in EQUALS[type_name] and sign in ("==", "=")
