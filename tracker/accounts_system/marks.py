"""Our mark: what tells our records in Xero from anybody else's.

Documents carry it as ``Url``, contacts as ``ContactNumber``, payments for our receipts as
``Reference``. A document's mark is known by the installation's id, whatever the host in front of
it.
"""

import re
from uuid import UUID

from django.conf import settings

from tracker.accounts_system.models import Installation

CONTACT_PREFIX = "TRK-"
RECEIPT_PREFIX = "TRK-"
DOCUMENT_MARK = re.compile(r"/x/([0-9a-f-]{36})/([0-9a-f-]{36})$")


def installation_id() -> UUID:
    return Installation.objects.values_list("id", flat=True).get()


def of_document(document_id: UUID, installation: UUID) -> str:
    return f"{settings.TRACKER_URL.rstrip('/')}/x/{installation}/{document_id}"


def document_of(mark: str | None, installation: UUID) -> UUID | None:
    """The id of our document that ``mark`` names; None where it is not ours."""
    found = DOCUMENT_MARK.search(mark or "")
    if found is None or found.group(1) != str(installation):
        return None
    return _uuid(found.group(2))


def of_company(company_id: UUID) -> str:
    return f"{CONTACT_PREFIX}{company_id}"


def of_receipt(receipt_id: UUID) -> str:
    """Goes as a payment's ``Reference``."""
    return f"{RECEIPT_PREFIX}{receipt_id}"


def receipt_of(mark: str | None) -> UUID | None:
    """The id of our receipt that ``mark`` names; None where it names none."""
    text = (mark or "").strip()
    return _uuid(text.removeprefix(RECEIPT_PREFIX)) if text.startswith(RECEIPT_PREFIX) else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
