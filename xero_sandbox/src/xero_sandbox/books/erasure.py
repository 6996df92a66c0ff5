"""Taking away what is known of a person who asked for it (GDPRREQUEST).

Xero does this for an organisation, never for an app. Such a contact is like an archived one that
never comes back: "GDPR and the Xero Contact API", Xero's developer blog of June 2018
(https://devblog.xero.com).
"""

from xero_sandbox.books.contact_details import default_addresses, default_phones
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record

ERASED = "GDPRREQUEST"
NAME = "Redacted"
PERSONAL = {
    "FirstName",
    "LastName",
    "EmailAddress",
    "BankAccountDetails",
    "SkypeUserName",
    "Website",
    "TaxNumber",
    "XeroNetworkKey",
    "ContactPersons",
}


def erase(books: Books, contact: Record) -> Record:
    """Redact a contact for good. Its documents stay, and so do the numbers that apps gave it."""
    kept = {name: value for name, value in contact.items() if name not in PERSONAL}
    gone = {"Name": NAME, "Addresses": default_addresses(), "Phones": default_phones()}
    return books.put("Contacts", {**kept, **gone, "ContactStatus": ERASED})
