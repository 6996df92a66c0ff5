"""What needs a person, as counts that lead to the list of it."""

from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from tracker.accounts_system.models import Connection, DocumentLink
from tracker.agencies.models import Agency
from tracker.documents.models import Document
from tracker.sending import adoption
from tracker.sending.models import Batch, Delivery, State
from tracker.sending.models.delivery import OPEN
from tracker.web.document_conditions import in_batch_status
from tracker.web.document_filters import documents_of
from tracker.web.navigation import address_of
from tracker.web.paging import count_in_words, count_up_to
from tracker.xero.invoice_statuses import GONE

CAUSES_SHOWN = 8


@dataclass(frozen=True)
class Matter:
    """So many of something, in words, and where to see them. `icon` and `tone` as in `Status`."""

    count: str
    words: str
    note: str
    address: str
    icon: str
    tone: str


def matters(agency: Agency, kind: str) -> list[Matter]:
    """Everything that waits for somebody, or for Xero; what there is none of is left out."""
    found = [
        *_refused(agency, kind),
        _voided_in_xero(agency),
        _differing(agency),
        _listed(agency, kind, "ready", "ready to send", "", "ready", "plain"),
        _listed(
            agency, kind, "changed", "changed since sent", "Send them again.", "changed", "wait"
        ),
        _drafts(agency, kind),
        _listed(
            agency, kind, "waiting", "waiting or being checked", _until(agency), "waiting", "wait"
        ),
        _open_batches(agency),
        _perhaps_in_xero(agency),
    ]
    return [matter for matter in found if matter]


def _refused(agency: Agency, kind: str) -> list[Matter]:
    """The refused ones, by cause, most first."""
    refused = Delivery.objects.filter(batch__agency=agency, latest=True, state=State.REFUSED)
    groups = refused.values("cause").annotate(
        count=Count("pk"), example=Min("sentence"), sentences=Count("sentence", distinct=True)
    )
    return [
        Matter(
            count=count_in_words(group["count"]),
            words=f"refused: {group['example']}",
            note="" if group["sentences"] == 1 else "And others like it.",
            address=_list(kind, batch_status="refused", cause=group["cause"]),
            icon="refused",
            tone="bad",
        )
        for group in groups.order_by("-count")[:CAUSES_SHOWN]
    ]


def _listed(
    agency: Agency, kind: str, batch_status: str, words: str, note: str, icon: str, tone: str
) -> Matter | None:
    documents = documents_of(agency, kind).filter(in_batch_status(batch_status))
    return _counted(
        count_up_to(documents), words, note, _list(kind, batch_status=batch_status), icon, tone
    )


def _drafts(agency: Agency, kind: str) -> Matter | None:
    count = count_up_to(documents_of(agency, kind).filter(lifecycle=Document.Lifecycle.DRAFT))
    words = "draft to approve" if count == 1 else "drafts to approve"
    return _counted(count, words, "", _list(kind, status="draft"), "not-sent", "plain")


def _open_batches(agency: Agency) -> Matter | None:
    is_open = Q(deliveries__state__in=OPEN)
    count = Batch.objects.filter(is_open, agency=agency).distinct().count()
    words = "batch on its way" if count == 1 else "batches on their way"
    return _counted(count, words, "", address_of("batches"), "sending", "plain")


def _differing(agency: Agency) -> Matter | None:
    """By the index that knows only what differs: as the last comparing left it."""
    count = count_up_to(_links_that_differ(agency))
    words = "differs from Xero" if count == 1 else "differ from Xero"
    return _counted(count, words, "", address_of("differences", "invoice"), "changed", "wait")


def _voided_in_xero(agency: Agency) -> Matter | None:
    gone = _links_that_differ(agency).filter(seen_status__in=GONE)
    count = count_up_to(gone.exclude(document__lifecycle=Document.Lifecycle.VOID))
    address = f"{address_of('differences')}?show=status"
    note = "Issue again, or void here too."
    return _counted(count, "voided or deleted in Xero", note, address, "refused", "bad")


def _links_that_differ(agency: Agency) -> QuerySet[DocumentLink]:
    connections = Connection.objects.filter(agency=agency, disconnected_at=None)
    return DocumentLink.objects.filter(connection__in=connections, differs=True)


def _perhaps_in_xero(agency: Agency) -> Matter | None:
    connection = Connection.objects.filter(agency=agency, disconnected_at=None).first()
    count = adoption.count(connection) if connection is not None else 0
    words = "seems to be in Xero already" if count == 1 else "seem to be in Xero already"
    return _counted(
        count, words, "Adopt what is there.", address_of("adopt", "invoice"), "same", "plain"
    )


def _until(agency: Agency) -> str:
    """The last sentence that says what is waited for."""
    waiting = Delivery.objects.filter(batch__agency=agency, latest=True, state=State.WAITING)
    said = (
        waiting.exclude(sentence="").order_by("-waiting_until").values_list("sentence", flat=True)
    )
    return said.first() or ""


def _counted(
    count: int, words: str, note: str, address: str, icon: str, tone: str
) -> Matter | None:
    if not count:
        return None
    return Matter(count_in_words(count), words, note, address, icon, tone)


def _list(kind: str, **filters: str) -> str:
    query = QueryDict(mutable=True)
    query.update(filters)
    return f"{reverse('documents', args=[kind])}?{query.urlencode()}"
