"""Contacts: who may be created, changed and archived.

https://developer.xero.com/documentation/api/accounting/contacts
"""

import re

from xero_sandbox.books import fields
from xero_sandbox.books.contact_details import (
    default_addresses,
    default_phones,
    merged_addresses,
    merged_phones,
    persons,
)
from xero_sandbox.books.organisation import Books, first, folded, new_id
from xero_sandbox.books.refusals import Problems, UnknownRecord, refuse
from xero_sandbox.books.table import Record

LENGTHS = {
    "ContactNumber": 50,
    "AccountNumber": 50,
    "Name": 255,
    "FirstName": 255,
    "LastName": 255,
    "EmailAddress": 255,
    "CompanyNumber": 50,
    "TaxNumber": 50,
    "BankAccountDetails": 255,
    "SkypeUserName": 255,
    "Website": 255,
    "AccountsReceivableTaxType": 50,
    "AccountsPayableTaxType": 50,
    "DefaultCurrency": 3,
    "XeroNetworkKey": 255,
    "SalesDefaultAccountCode": 10,
    "PurchasesDefaultAccountCode": 10,
    "SalesDefaultLineAmountType": 20,
    "PurchasesDefaultLineAmountType": 20,
}
_WRITABLE = frozenset([*LENGTHS, "Addresses", "Phones", "ContactPersons", "PaymentTerms"])
ARCHIVED = (
    "The specified contact details matched an archived contact. "
    "Archived contacts cannot currently be edited via the API."
)
ERASURE = "The ContactStatus GDPRREQUEST cannot be set via the API."
NAME_TAKEN = (
    "The contact name {} is already assigned to another contact. "
    "The contact name must be unique across all active contacts."
)
NUMBER_TAKEN = "Another contact has this contact number. Please enter a different contact number."
ACCOUNT_TAKEN = "The Account Number already exists. Please enter a different Account Number."
NAME_MISSING = "Contact Name cannot be empty."
NAME_FORM = (
    "The contact name cannot contain angle brackets, leading or trailing spaces,"
    " or more than one space in a row."
)
EMAIL_FORM = "Email address must be valid."
NOT_IDENTIFIED = (
    "The Contact must contain at least 1 of the following elements to identify the contact: "
    "Name, ContactID, ContactNumber"
)
NOT_FOUND = "The specified contact could not be found."
CREATE_WITH_ID = "A ContactID cannot be given when creating a contact with PUT. Use POST to update."

_BAD_NAME = re.compile(r"[<>]|^\s|\s$|\s\s")
_EMAIL = re.compile(r"^[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+$")


def create(books: Books, element: Record) -> Record:
    """PUT: a new contact, or Refused where its name or number is in use."""
    if fields.guid(element, "ContactID"):
        raise refuse(CREATE_WITH_ID)
    return _save(books, None, element)


def create_or_update(books: Books, element: Record) -> Record:
    """POST: the contact found by ContactID, ContactNumber or Name is changed, else one is made.

    Raises UnknownRecord where the ContactID is not there.
    """
    contact_id = fields.guid(element, "ContactID")
    if contact_id:
        found = books.table("Contacts").get(contact_id)
        if found is None:
            raise UnknownRecord(contact_id)
        return _save(books, found, element)
    return _save(books, by_number_or_name(books, element), element)


def by_number_or_name(books: Books, element: Record) -> Record | None:
    """Whom an element without ContactID means: its number first, archived too, then its name."""
    contacts = books.table("Contacts")
    number = folded(fields.text(element, "ContactNumber"))
    if number and (found := contacts.find("number", number)):
        return found[0]
    return active_named(books, fields.text(element, "Name"))


def active_named(books: Books, name: str | None) -> Record | None:
    same = books.table("Contacts").find("name", folded(name))
    return first(same, lambda contact: contact["ContactStatus"] == "ACTIVE")


def for_document(books: Books, element: Record) -> Record:
    """The contact that a document's inline Contact means, created or changed on the way.

    Members beside the id overwrite the contact, as in Xero:
    https://github.com/waynerobinson/xeroizer/issues/278
    """
    found = _meant(books, element)
    if found is None:
        return _save(books, None, element)
    if found["ContactStatus"] != "ACTIVE":
        raise refuse(ARCHIVED)
    if _says_more_than_the_key(element):
        return _save(books, found, element)
    return found


def _meant(books: Books, element: Record) -> Record | None:
    contact_id = fields.guid(element, "ContactID")
    if contact_id:
        found = books.table("Contacts").get(contact_id)
        if found is None:
            raise refuse(NOT_FOUND)
        return found
    if not (element.get("Name") or element.get("ContactNumber")):
        raise refuse(NOT_IDENTIFIED)
    return by_number_or_name(books, element)


def _says_more_than_the_key(element: Record) -> bool:
    keys = {"ContactID"} if element.get("ContactID") else {"ContactNumber", "Name"}
    return not _WRITABLE.isdisjoint(element.keys() - keys)


def _save(books: Books, found: Record | None, element: Record) -> Record:
    contact_id = found["ContactID"] if found else None
    if found and found["ContactStatus"] != "ACTIVE":
        raise refuse(ARCHIVED, record_id=contact_id)
    problems = Problems()
    contact = _composed(found, element, problems)
    _check_name(books, contact, problems)
    _check_uniqueness(books, contact, problems)
    if contact.get("EmailAddress") and not _EMAIL.match(contact["EmailAddress"]):
        problems.add(EMAIL_FORM)
    problems.stop_if_any(record_id=contact_id)
    return books.put("Contacts", contact)


def _composed(found: Record | None, element: Record, problems: Problems) -> Record:
    """The contact as it would be: what the element leaves out keeps its value."""
    contact: Record = dict(found) if found else {"ContactID": new_id(), "ContactStatus": "ACTIVE"}
    for name, length in LENGTHS.items():
        value = fields.bounded_text(element, name, length, problems)
        if value is not None:
            contact[name] = value
    contact.setdefault("Name", "")
    if element.get("ContactStatus") == "GDPRREQUEST":
        problems.add(ERASURE)
    if element.get("ContactStatus") == "ARCHIVED" and found:
        contact["ContactStatus"] = "ARCHIVED"
    old_addresses = contact.get("Addresses") or default_addresses()
    contact["Addresses"] = merged_addresses(old_addresses, element, problems)
    contact["Phones"] = merged_phones(contact.get("Phones") or default_phones(), element, problems)
    people = persons(element, contact, problems)
    if people is not None:
        contact["ContactPersons"] = people
    terms = fields.part(element, "PaymentTerms")
    if terms is not None:
        contact["PaymentTerms"] = terms
    return contact


def _check_name(books: Books, contact: Record, problems: Problems) -> None:
    name = contact["Name"]
    if not name.strip():
        problems.add(NAME_MISSING)
    elif _BAD_NAME.search(name):
        problems.add(NAME_FORM)


def _check_uniqueness(books: Books, contact: Record, problems: Problems) -> None:
    contacts = books.table("Contacts")
    mine = contact["ContactID"]

    def taken(index: str, name: str, *, active_only: bool) -> bool:
        return any(
            other["ContactID"] != mine and (not active_only or other["ContactStatus"] == "ACTIVE")
            for other in contacts.find(index, folded(contact.get(name)))
        )

    if contact["ContactStatus"] == "ACTIVE" and taken("name", "Name", active_only=True):
        problems.add(NAME_TAKEN.format(contact["Name"]))
    if taken("number", "ContactNumber", active_only=False):
        problems.add(NUMBER_TAKEN)
    if taken("account", "AccountNumber", active_only=True):
        problems.add(ACCOUNT_TAKEN)
