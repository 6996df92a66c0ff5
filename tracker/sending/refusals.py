"""Why a document is not sent: a closed list of causes, each with a sentence and a way on.

A refusal reads like a colleague: what is wrong, then what to do.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.documents.kinds import words_for
from tracker.xero.causes import Cause, cause, cause_details

SETTINGS = "Choose another one in {settings_page}, then retry."


@dataclass(frozen=True)
class Refusal:
    """``cause`` is stable and short, ``sentence`` says what is wrong, ``fix`` what to do."""

    cause: str
    sentence: str
    fix: str


# Each with the words of a kind in braces, by their names in ``KindWords``.
FIXES = {
    "account_archived": SETTINGS,
    "account_invalid": SETTINGS,
    "account_not_mapped": "Choose it in {settings_page}, then retry.",
    "already_in_xero": "Take the mark away if it should be sent after all.",
    "before_send_from": "Set an earlier date in {settings_page} if it should be sent.",
    "changed_in_xero": "Compare both; sending it again replaces what is in Xero.",
    "changed_since": "Send it again.",
    "companies_not_created": "Create it in Xero, or choose Auto Create in {settings_page}.",
    "company_twice": "Say on the Company page that they are one, or give one of them another name.",
    "contact_archived": "Restore it in Xero, or choose another on the Company page, then retry.",
    "contact_differs": "Correct what is wrong, or choose it on the Company page, then retry.",
    "contact_missing": "Restore the contact in Xero, then retry.",
    "contact_name_in_use": "Rename the company here or the contact in Xero, then retry.",
    "contact_number_in_use": "Look for an archived contact with Tracker's contact code in Xero.",
    "contact_refused": "Correct it on the Company page, then retry.",
    "contact_taken": "Choose the contact on the Company page, then retry.",
    "contact_twice": "Choose one of them on the Company page, then retry.",
    "currency_not_enabled": "Add the currency in Xero, then retry.",
    "doubled_in_xero": "Compare both in Xero and void the one that is too much.",
    "has_payments": "Undo the payment in Xero first, or issue a credit note there.",
    "in_xero_unlinked": "Link it to the {in_xero} in Xero.",
    "item_code_in_use": "Look the code up in Xero's products and services, then retry.",
    "item_invalid": "Retry: Tracker looks the item up in Xero again, and creates it if it is gone.",
    "item_refused": "Correct it on the Products page, then retry.",
    "items_not_created": "Create it in Xero, or choose Auto Create in {settings_page}.",
    "needs_approval": "Approve it in Xero and sync, or undo the {money}; then retry.",
    "not_approved": "Approve it first.",
    "not_connected": "Connect Xero in My Settings, PlugIns.",
    "not_modifiable": "Look at it in Xero: it may be paid, voided or deleted there.",
    "nothing_due": "Compare both; undo the {money} here if the {in_xero} is right in Xero.",
    "number_in_use": "Link it if it is the same {in_xero}, or give this one another number.",
    "perhaps_in_xero": "Adopt it, or say that it is another {in_xero}.",
    "payment_account_invalid": "Choose the bank account in {settings_page}, then retry.",
    "period_locked": "Move the lock date in Xero, or date the {one} after it.",
    "permission": "Ask an administrator of the organisation, then reconnect in PlugIns.",
    "plan_limit": "Send as Draft, or raise the plan in Xero.",
    "settled_by_credit": "Undo the {money} here, or remove the credit in Xero and sync.",
    "settings_missing": "Confirm {settings_page} first.",
    "status_not_chosen": "Choose it in {settings_page}.",
    "supplier_not_registered": "Edit it and save, which leaves the VAT out; or add the number.",
    "supplier_unconfirmed": "An owner chooses the contact on the Company page, then retry.",
    "tax_invalid": SETTINGS,
    "tax_not_mapped": "Choose it in {settings_page}, then retry.",
    "tax_differs": "Choose the right rate in {settings_page}, then retry.",
    "total_negative": "Xero takes no such {in_xero}: put it right, or credit it in Xero by hand.",
    "totals_differ": "Open the {one} and save it again.",
    "voided_in_xero": "Issue it again{again}, or accept that it is void.",
}
LOOK = "Correct the {one}, then retry."


def refusal(cause_name: str, sentence: str, fix: str = "", *, kind: str) -> Refusal:
    """``fix`` is the usual one of that cause unless given; ``kind`` is the document's."""
    return Refusal(cause_name, sentence, fix or fix_of(cause_name, kind=kind))


def fix_of(cause_name: str, *, kind: str) -> str:
    """What to do about a cause, in the words of a kind of document."""
    words = words_for(kind)
    if cause_name == "number_in_use" and not words.has_unique_number:
        cause_name = "perhaps_in_xero"
    return FIXES.get(cause_name, LOOK).format_map(vars(words))


def from_xero(messages: Iterable[str], *, kind: str) -> Refusal:
    """What Xero said of one document, as a cause, a sentence and a way on; its texts are kept."""
    texts = list(messages)
    found = cause(texts)
    said = " ".join(texts) or "Xero gave no reason."
    details = {**cause_details(texts), "in_xero": words_for(kind).in_xero}
    return refusal(found.value, _sentence(found, details, said), kind=kind)


def _sentence(found: Cause, details: dict[str, str], said: str) -> str:
    template = SENTENCES.get(found)
    if template is None:
        return f"Xero says: {said}"
    try:
        return f"{template.format(**details)} Xero says: {said}"
    except KeyError:
        return f"Xero says: {said}"


SENTENCES = {
    Cause.ACCOUNT_ARCHIVED: "Account {account} is archived in Xero.",
    Cause.ACCOUNT_INVALID: "Account {account} cannot be used on {in_xero}s.",
    Cause.CURRENCY_NOT_ENABLED: "The organisation does not use {currency}.",
    Cause.HAS_PAYMENTS: "The {in_xero} has a payment in Xero.",
    Cause.NOT_MODIFIABLE: "Xero does not let this {in_xero} be changed any more.",
    Cause.NUMBER_IN_USE: "The number is in use in Xero.",
    Cause.PERIOD_LOCKED: "The {in_xero} is dated in a period that is locked in Xero.",
    Cause.PERMISSION: "Whoever connected Xero may not do this.",
    Cause.PLAN_LIMIT: "The organisation's plan allows no more approved {in_xero}s.",
    Cause.TAX_INVALID: "Tax rate {tax_type} cannot be used.",
}
