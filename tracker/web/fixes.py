"""Where a refusal is put right: each cause has a page, and the fix links to it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from tracker.documents.kinds import KindWords, words_for
from tracker.sending.models import Delivery, State

SETTINGS = {
    "account_archived",
    "account_invalid",
    "account_not_mapped",
    "before_send_from",
    "companies_not_created",
    "item_invalid",
    "items_not_created",
    "plan_limit",
    "settings_missing",
    "status_not_chosen",
    "tax_differs",
    "tax_invalid",
    "tax_not_mapped",
}
PLUGINS = {"not_connected", "permission"}
COMPANY = {
    "company_twice",
    "contact_archived",
    "contact_differs",
    "contact_missing",
    "contact_name_in_use",
    "contact_number_in_use",
    "contact_refused",
    "contact_taken",
    "contact_twice",
    "email_invalid",
    "supplier_unconfirmed",
}
PRODUCTS = {"item_code_in_use", "item_refused"}
ADOPT = {"perhaps_in_xero"}
LABELS = {
    "adopt": "Adopt it",
    "document_settings": "{0.settings_page}",
    "plugins": "PlugIns",
    "company": "Company page",
    "products": "Products page",
    "document": "Open the {0.one}",
}


@dataclass(frozen=True)
class Fix:
    """What to do, around the one link in it: `before`, `label` at `address`, `after`."""

    before: str
    label: str
    address: str
    after: str


def fix_of(delivery: Delivery) -> Fix | None:
    """The fix of a blocked or refused delivery, whose document is at hand; None without one."""
    if not delivery.cause:
        return None
    words = words_for(delivery.document.kind)
    page = page_of(delivery.cause, words)
    label = LABELS[page].format(words)
    before, found, after = delivery.fix.partition(label)
    if not found:
        before, after = f"{delivery.fix} ".lstrip(), "."
    return Fix(before, label, _address(page, delivery), after)


def page_of(cause: str, words: KindWords) -> str:
    """The name of the page on which a refusal of this cause is put right."""
    if cause == "number_in_use" and not words.has_unique_number:
        return "adopt"
    if cause in SETTINGS:
        return "document_settings"
    if cause in PLUGINS:
        return "plugins"
    if cause in COMPANY:
        return "company"
    if cause in ADOPT:
        return "adopt"
    return "products" if cause in PRODUCTS else "document"


def _address(page: str, delivery: Delivery) -> str:
    document = delivery.document
    if page == "company":
        return reverse(page, args=[document.company_id])
    if page == "document":
        return reverse(page, args=[document.kind, document.pk])
    if page == "document_settings":
        return reverse(page, args=[document.kind])
    if page == "adopt":
        return f"{reverse(page, args=[document.kind])}?{_asked(delivery)}"
    return reverse(page)


def _asked(delivery: Delivery) -> str:
    """The proposals for this one document; from an open dialog there is a way back to it."""
    asked = {"document": str(delivery.document_id)}
    if delivery.state == State.PREPARED:
        asked["batch"] = str(delivery.batch.number)
    return urlencode(asked)
