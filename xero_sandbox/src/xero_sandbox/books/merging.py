"""Merging one contact into another, as people do in Xero; the API has no call for it.

https://developer.xero.com/documentation/api/accounting/contacts (MergedToContactID)
"""

from xero_sandbox.books.organisation import Books
from xero_sandbox.books.refusals import refuse
from xero_sandbox.books.table import Record

SAME = "A contact cannot be merged into itself."
NOT_ACTIVE = "Only active contacts can be merged: {} is archived."


def merge(books: Books, contact: Record, into: Record) -> Record:
    """Archive ``contact``, point it to ``into``, and give its documents to ``into``.

    Gives the merged contact. Raises Refused.
    """
    if contact["ContactID"] == into["ContactID"]:
        raise refuse(SAME)
    for each in (contact, into):
        if each["ContactStatus"] != "ACTIVE":
            raise refuse(NOT_ACTIVE.format(each["Name"]))
    heir = {"ContactID": into["ContactID"]}
    for kind in ("CreditNotes", "Invoices"):
        for record in books.table(kind).find("contact", contact["ContactID"]):
            books.put(kind, {**record, "Contact": heir})
    merged = {"ContactStatus": "ARCHIVED", "MergedToContactID": into["ContactID"]}
    return books.put("Contacts", {**contact, **merged})
