"""What needs a person, as counts that lead to the list of it."""

from dataclasses import dataclass
from itertools import chain

from django.db.models import Count, Min, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from tracker.accounts_system.models import Connection, DocumentLink
from tracker.agencies.models import Agency
from tracker.documents.kinds import KINDS, KindWords
from tracker.documents.models import Document
from tracker.sending import adoption
from tracker.sending.models import Batch, Delivery, State
from tracker.sending.models.delivery import OPEN
from tracker.sending.restored import doubles
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


def matters(agency: Agency) -> list[Matter]:
    """Everything that waits for somebody, or for Xero; what there is none of is left out."""
    found = [*chain.from_iterable(_of_kind(agency, each) for each in KINDS.values())]
    found.append(_open_batches(agency))
    return [matter for matter in found if matter]


def _of_kind(agency: Agency, kind: KindWords) -> list[Matter | None]:
    return [
        *_refused(agency, kind),
        _voided_in_xero(agency, kind),
        _differing(agency, kind),
        _listed(agency, kind, "ready", "ready to send", "", "ready", "plain"),
        _listed(
            agency, kind, "changed", "changed since sent", "Send them again.", "changed", "wait"
        ),
        _drafts(agency, kind),
        _listed(
            agency,
            kind,
            "waiting",
            "waiting or being checked",
            _until(agency, kind),
            "waiting",
            "wait",
        ),
        _perhaps_in_xero(agency, kind),
        _doubled(agency, kind),
    ]


def _refused(agency: Agency, kind: KindWords) -> list[Matter]:
    """The refused ones, by cause, most first."""
    latest = Delivery.objects.filter(batch__agency=agency, latest=True)
    refused = latest.filter(state=State.REFUSED, document__kind=kind.value)
    groups = refused.values("cause").annotate(
        count=Count("pk"), example=Min("sentence"), sentences=Count("sentence", distinct=True)
    )
    return [
        Matter(
            count=count_in_words(group["count"]),
            words=f"{_noun(kind, group['count'])} refused: {group['example']}",
            note="" if group["sentences"] == 1 else "And others like it.",
            address=_list(kind, batch_status="refused", cause=group["cause"]),
            icon="refused",
            tone="bad",
        )
        for group in groups.order_by("-count")[:CAUSES_SHOWN]
    ]


def _listed(
    agency: Agency, kind: KindWords, batch_status: str, words: str, note: str, icon: str, tone: str
) -> Matter | None:
    documents = documents_of(agency, kind.value).filter(in_batch_status(batch_status))
    count = count_up_to(documents)
    words = f"{_noun(kind, count)} {words}"
    return _counted(count, words, note, _list(kind, batch_status=batch_status), icon, tone)


def _drafts(agency: Agency, kind: KindWords) -> Matter | None:
    drafts = documents_of(agency, kind.value).filter(lifecycle=Document.Lifecycle.DRAFT)
    count = count_up_to(drafts)
    words = f"draft {_noun(kind, count)} to approve"
    return _counted(count, words, "", _list(kind, status="draft"), "not-sent", "plain")


def _open_batches(agency: Agency) -> Matter | None:
    is_open = Q(deliveries__state__in=OPEN)
    count = Batch.objects.filter(is_open, agency=agency).distinct().count()
    words = "batch on its way" if count == 1 else "batches on their way"
    return _counted(count, words, "", address_of("batches"), "sending", "plain")


def _differing(agency: Agency, kind: KindWords) -> Matter | None:
    """By the index that knows only what differs: as the last comparing left it."""
    count = count_up_to(_links_that_differ(agency, kind))
    words = f"{_noun(kind, count)} {'differs' if count == 1 else 'differ'} from Xero"
    address = address_of("differences", kind.value)
    return _counted(count, words, "", address, "changed", "wait")


def _voided_in_xero(agency: Agency, kind: KindWords) -> Matter | None:
    gone = _links_that_differ(agency, kind).filter(seen_status__in=GONE)
    count = count_up_to(gone.exclude(document__lifecycle=Document.Lifecycle.VOID))
    address = f"{address_of('differences', kind.value)}?show=status"
    words = f"{_noun(kind, count)} voided or deleted in Xero"
    return _counted(count, words, "Issue again, or void here too.", address, "refused", "bad")


def _links_that_differ(agency: Agency, kind: KindWords) -> QuerySet[DocumentLink]:
    connections = Connection.objects.filter(agency=agency, disconnected_at=None)
    return DocumentLink.objects.filter(
        connection__in=connections, differs=True, document__kind=kind.value
    )


def _perhaps_in_xero(agency: Agency, kind: KindWords) -> Matter | None:
    connection = Connection.objects.filter(agency=agency, disconnected_at=None).first()
    count = adoption.count(connection, kind.value) if connection is not None else 0
    words = f"{_noun(kind, count)} {'seems' if count == 1 else 'seem'} to be in Xero already"
    address = address_of("adopt", kind.value)
    return _counted(count, words, "Adopt what is there.", address, "same", "plain")


def _doubled(agency: Agency, kind: KindWords) -> Matter | None:
    connection = Connection.objects.filter(agency=agency, disconnected_at=None).first()
    count = len(doubles.doubled(connection, kind.value)) if connection is not None else 0
    words = f"{_noun(kind, count)} {'is' if count == 1 else 'are'} in Xero twice"
    address = f"{address_of('differences', kind.value)}?show=doubled"
    return _counted(count, words, "Void the second.", address, "refused", "bad")


def _until(agency: Agency, kind: KindWords) -> str:
    """The last sentence that says what is waited for."""
    latest = Delivery.objects.filter(batch__agency=agency, latest=True, state=State.WAITING)
    waiting = latest.filter(document__kind=kind.value).exclude(sentence="")
    return waiting.order_by("-waiting_until").values_list("sentence", flat=True).first() or ""


def _noun(kind: KindWords, count: int) -> str:
    return kind.one if count == 1 else kind.many


def _counted(
    count: int, words: str, note: str, address: str, icon: str, tone: str
) -> Matter | None:
    if not count:
        return None
    return Matter(count_in_words(count), words, note, address, icon, tone)


def _list(kind: KindWords, **filters: str) -> str:
    query = QueryDict(mutable=True)
    query.update(filters)
    return f"{reverse('documents', args=[kind.value])}?{query.urlencode()}"
