"""The lists inside a contact: addresses, phones, persons.

https://developer.xero.com/documentation/api/accounting/contacts
"""

from xero_sandbox.books import fields
from xero_sandbox.books.refusals import Problems
from xero_sandbox.books.table import Record
from xero_sandbox.exact_json import Finished

ADDRESS_LENGTHS = {
    "AddressLine1": 500,
    "AddressLine2": 500,
    "AddressLine3": 500,
    "AddressLine4": 500,
    "City": 255,
    "Region": 255,
    "PostalCode": 50,
    "Country": 50,
    "AttentionTo": 255,
}
PHONE_LENGTHS = {"PhoneNumber": 50, "PhoneAreaCode": 10, "PhoneCountryCode": 20}
PERSON_LENGTHS = {"FirstName": 255, "LastName": 255, "EmailAddress": 255}
TOO_MANY_PERSONS = "A contact can have at most 5 additional people."
PERSON_WITHOUT_EMAIL = (
    "Additional people cannot be added when the primary person has no email address set"
)


def default_addresses() -> list[Record]:
    empty = {"City": "", "Region": "", "PostalCode": "", "Country": ""}
    return Finished([{"AddressType": kind, **empty} for kind in ("STREET", "POBOX")])


def default_phones() -> list[Record]:
    empty = {"PhoneNumber": "", "PhoneAreaCode": "", "PhoneCountryCode": ""}
    return Finished([{"PhoneType": kind, **empty} for kind in ("DEFAULT", "DDI", "FAX", "MOBILE")])


def merged_addresses(old: list[Record], element: Record, problems: Problems) -> list[Record]:
    return _merged(
        old, fields.parts(element, "Addresses"), "AddressType", ADDRESS_LENGTHS, problems
    )


def merged_phones(old: list[Record], element: Record, problems: Problems) -> list[Record]:
    return _merged(old, fields.parts(element, "Phones"), "PhoneType", PHONE_LENGTHS, problems)


def _merged(
    old: list[Record],
    given: list[Record] | None,
    kind_name: str,
    lengths: dict[str, int],
    problems: Problems,
) -> list[Record]:
    """The old entries with those of the same kind replaced."""
    if given is None:
        return old
    entries = {entry[kind_name]: entry for entry in old}
    for each in given:
        kind = fields.text(each, kind_name)
        if kind in entries:
            entries[kind] = {kind_name: kind, **_members(each, lengths, problems)}
    return Finished(list(entries.values()))


def _members(element: Record, lengths: dict[str, int], problems: Problems) -> Record:
    members = {}
    for name, length in lengths.items():
        value = fields.bounded_text(element, name, length, problems)
        if value is not None:
            members[name] = value
    return members


def persons(element: Record, contact: Record, problems: Problems) -> list[Record] | None:
    """The given persons replace all earlier ones; None where none are given."""
    given = fields.parts(element, "ContactPersons")
    if given is None:
        return None
    if len(given) > 5:
        problems.add(TOO_MANY_PERSONS)
    if given and not contact.get("EmailAddress"):
        problems.add(PERSON_WITHOUT_EMAIL)
    return [
        {
            **_members(each, PERSON_LENGTHS, problems),
            "IncludeInEmails": bool(fields.flag(each, "IncludeInEmails")),
        }
        for each in given
    ]
