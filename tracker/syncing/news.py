"""What changed in Xero since a person last asked, told once, whoever read it meanwhile.

Xero tells within seconds, and a batch or a comparison reads too: who presses *Sync* after them
still wants to hear of it.
"""

from django.db.models import QuerySet

from tracker.accounts_system.models import DocumentLink
from tracker.accounts_system.readings import Change
from tracker.syncing.models import Sync

ASKED = (Sync.Why.PERSON, Sync.Why.COMMAND)
"""Why a sync runs that somebody waits for."""


def take(links: QuerySet[DocumentLink]) -> list[Change]:
    """The news of these, which are told with this. Part of the transaction that tells them."""
    rows = links.filter(news__isnull=False).select_for_update(of=("self",)).order_by("pk")
    said = rows.values_list("document_id", "news")
    found = [Change(key, **what) for key, what in said if what]
    links.filter(document__in=[change.document_id for change in found]).update(news=None)
    return found
