"""Keeping up to date what differs between Tracker and Xero: nothing is asked of Xero here.

What was found is kept on the link, with what it was found for; so a list of differences costs no
comparing, and comparing again touches only what moved since.
"""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import BooleanField, Case, F, Q, QuerySet, When

from tracker.accounts_system import head_rows
from tracker.accounts_system.models import Connection, DocumentLink
from tracker.syncing.comparison import differences
from tracker.syncing.difference import Difference, read_all
from tracker.syncing.pairs import pairs_of

CHUNK = 2000
COMPARED = (
    "compared_revision",
    "compared_received",
    "compared_updated_at",
    "differences",
    "differences_accepted",
    "differs",
)
PART_PAID = Q(seen_status="AUTHORISED", seen_paid__gt=0)
"""Xero tells nobody of another due date of these, so what was compared is never sure:
https://developer.xero.com/documentation/api/accounting/requests-and-responses
"""


def links_of(connection: Connection, kind: str) -> QuerySet[DocumentLink]:
    """The links of one kind of document, with documents and companies."""
    return _all_links(connection).filter(document__kind=kind)


def renew(
    connection: Connection,
    *,
    kind: str | None = None,
    documents: Iterable[UUID] | None = None,
    most: int | None = None,
    everything: bool = False,
    differing: bool = False,
) -> int:
    """Compare what changed here or in Xero since it was last compared; answers how many.

    Of one kind of document, or of both. ``documents`` are compared whatever was compared before,
    and so is all with ``everything``; else at most ``most`` are looked at, those that surely moved
    before the others, and with ``differing`` only such as differed when last compared. Writes only
    what came out otherwise.
    """
    links = links_of(connection, kind) if kind else _all_links(connection)
    links = links.alias(moved=moved())
    if documents is not None:
        links = links.filter(document__in=list(documents))
    elif not everything:
        links = links.filter(Q(moved=True) | PART_PAID)
    if differing:
        links = links.filter(differs=True)
    ids = list(links.order_by("-moved", "pk").values_list("pk", flat=True)[:most])
    for chunk in _chunks(ids):
        _renew(connection, chunk)
    return len(ids)


def moved() -> Case:
    """Whether a link's document, receipts or copy in Xero are not those that were compared."""
    seen = Q(compared_updated_at=F("seen_updated_at"))
    seen |= Q(compared_updated_at=None, seen_updated_at=None)
    same = seen & Q(
        compared_revision=F("document__revision"), compared_received=F("document__received")
    )
    return Case(When(same, then=False), default=True, output_field=BooleanField())


def unaccepted(link: DocumentLink) -> list[Difference]:
    """The differences of a link that nobody agreed to."""
    accepted = read_all(link.differences_accepted)
    return [each for each in read_all(link.differences) if each not in accepted]


def _all_links(connection: Connection) -> QuerySet[DocumentLink]:
    rows = DocumentLink.objects.filter(connection=connection)
    return rows.select_related("document__company")


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def _renew(connection: Connection, ids: Sequence[int]) -> None:
    links = list(_all_links(connection).filter(pk__in=ids).order_by("pk"))
    found = {pair.link.pk: (pair, differences(pair)) for pair in pairs_of(connection, links)}
    with transaction.atomic():
        # Whoever writes many links takes turns with those who keep heads.
        head_rows.lock(connection)
        rows = DocumentLink.objects.filter(pk__in=found).select_for_update().order_by("pk")
        accepted = dict(rows.values_list("pk", "differences_accepted"))
        changed = [
            pair.link
            for key, (pair, differing) in found.items()
            if key in accepted and _write(pair.link, differing, accepted[key])
        ]
        DocumentLink.objects.bulk_update(changed, COMPARED, batch_size=500)


def _write(link: DocumentLink, found: list[Difference], accepted: list[dict[str, str]]) -> bool:
    """Note on the link, unsaved, what was found, and whether that is anything new.

    What was accepted and is no difference any more is forgotten: it comes back as a new one.
    """
    before = [getattr(link, name) for name in COMPARED]
    link.compared_revision = link.document.revision
    link.compared_received = link.document.received
    link.compared_updated_at = link.seen_updated_at
    link.differences = [each.as_json() for each in found]
    kept = [row for row in accepted if read_all([row])[0] in found]
    link.differences_accepted = kept
    link.differs = bool(unaccepted(link))
    return before != [getattr(link, name) for name in COMPARED]
