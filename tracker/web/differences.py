"""Differences: Tracker beside Xero, field by field, and what is on one side only."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from tracker.accounts_system import connecting
from tracker.accounts_system.models import Connection, DocumentLink
from tracker.documents.kinds import counted
from tracker.documents.models import Document
from tracker.sending.receipts import pending_receipts
from tracker.sending.restored import doubles
from tracker.syncing import comparison_reading
from tracker.syncing.difference import FIELDS, read_all
from tracker.syncing.differences import links_of, moved, renew
from tracker.syncing.one_sided import only_in_tracker, only_in_xero
from tracker.web import difference_actions, doubled, one_sided
from tracker.web.access import Request
from tracker.web.difference_rows import rows_of
from tracker.web.entity import the_entity
from tracker.web.kind_tabs import kind_tabs
from tracker.web.number_paging import page_by_number
from tracker.web.paging import COUNTED_MAX, count_in_words, count_up_to
from tracker.xero.invoice_statuses import GONE

PAGE_SIZE = 50
RENEWED_MAX = 500
"""So many links are compared again for a page; the rest is the sync's, and `compare`'s."""
FIELDS_COUNTED_MAX = 2000
ACCEPTED = "accepted"
SECTIONS = {"tracker": "Only in Tracker", "xero": "Only in Xero"}


@dataclass(frozen=True)
class Tab:
    label: str
    count: str
    address: str
    is_here: bool


@require_safe
def differences(request: Request, kind: str) -> HttpResponse:
    connection = connecting.of_entity(the_entity(request))
    tabs = {"kind_tabs": kind_tabs("differences", kind)}
    if connection is None:
        return render(request, "differences/not_connected.html", tabs)
    show = request.GET.get("show", "")
    is_large = count_up_to(links_of(connection, kind)) > COUNTED_MAX
    if not is_large:
        renew(connection, kind=kind, most=RENEWED_MAX)
    page = tabs | _what_is_known(connection, kind, is_large=is_large)
    page |= {
        "connection": connection,
        "is_large": is_large,
        "in_agreement": counted(page.get("agree", 0), kind),
        "in_acceptance": counted(page.get("accepted", 0), kind),
        "tabs": _tabs(connection, kind, show, page),
        "show": show,
    }
    if show == doubled.SHOW:
        return doubled.section(request, connection, kind, page)
    if show in SECTIONS:
        return one_sided.section(request, connection, kind, show, page)
    page |= _listed(request, connection, kind, show)
    return render(request, "differences/list.html", page)


def _listed(request: Request, connection: Connection, kind: str, show: str) -> dict[str, Any]:
    only = show if show in (*FIELDS, ACCEPTED) else ""
    found = page_by_number(_links(connection, kind, only), request.GET, "id", size=PAGE_SIZE)
    return {
        "rows": rows_of(connection, kind, found.rows, only=only),
        "page": found,
        "view": _view(request.GET),
        "is_accepted": only == ACCEPTED,
    }


def _links(connection: Connection, kind: str, only: str) -> QuerySet[DocumentLink]:
    """Those that differ, by the index that knows no others; or those with something accepted."""
    links = links_of(connection, kind)
    if only == ACCEPTED:
        return links.exclude(differences_accepted=[])
    links = links.filter(differs=True)
    return links.filter(differences__contains=[{"field": only}]) if only else links


def _what_is_known(connection: Connection, kind: str, *, is_large: bool) -> dict[str, Any]:
    """Counts; of a large ledger only those that an index answers."""
    differing = count_up_to(links_of(connection, kind).filter(differs=True))
    known: dict[str, Any] = {
        "differing": differing,
        "differing_in_words": count_in_words(differing),
        "doubled": len(doubles.doubled(connection, kind)),
    }
    if is_large:
        return known
    both_void = Q(document__lifecycle="void", seen_status__in=GONE)
    links = links_of(connection, kind).exclude(both_void).alias(moved=moved())
    changed = _changed_here(connection, kind)
    agreeing = links.filter(moved=False, differs=False, differences=[])
    known |= {
        "agree": agreeing.exclude(changed).count(),
        "uncompared": links.filter(moved=True).count(),
        "accepted": links.exclude(differences_accepted=[]).count(),
        "changed": links.filter(changed).count(),
        "unread": len(comparison_reading.unread(connection, kind, most=RENEWED_MAX)),
        "only_tracker": count_up_to(only_in_tracker(connection, kind)),
        "only_xero": count_up_to(only_in_xero(connection, kind)),
    }
    apart = [differing, known["doubled"]]
    apart += [known[name] for name in ("only_tracker", "only_xero", "uncompared")]
    known["is_clean"] = connection.heads_read_at is not None and not any(apart)
    return known


def _changed_here(connection: Connection, kind: str) -> Q:
    """Links whose document, or its receipts, the next *Send* takes to Xero."""
    waiting = pending_receipts.waiting(connection, kind)
    changed = Q(accepted_revision__lt=F("document__revision"))
    if waiting is None:
        return changed
    return changed | Q(document__in=Document.objects.filter(waiting))


def _tabs(connection: Connection, kind: str, show: str, known: dict[str, Any]) -> list[Tab]:
    """All, each field that differs somewhere, and each side's own."""
    fields = _fields(connection, kind)
    tabs = [Tab("All", known["differing_in_words"], _address(kind, ""), show == "")]
    for field in FIELDS:
        if fields[field] or show == field:
            tabs.append(
                Tab(field.capitalize(), str(fields[field]), _address(kind, field), show == field)
            )
    for key, label in SECTIONS.items():
        count = known.get(f"only_{key}")
        words = "" if count is None else count_in_words(count)
        tabs.append(Tab(label, words, _address(kind, key), show == key))
    if known["doubled"] or show == doubled.SHOW:
        address = _address(kind, doubled.SHOW)
        tabs.append(Tab(doubled.LABEL, str(known["doubled"]), address, show == doubled.SHOW))
    if known.get(ACCEPTED) or show == ACCEPTED:
        count = str(known.get(ACCEPTED, ""))
        tabs.append(Tab("Accepted", count, _address(kind, ACCEPTED), show == ACCEPTED))
    return tabs


def _fields(connection: Connection, kind: str) -> Counter[str]:
    """How many documents differ in each field, among the first two thousand."""
    rows = links_of(connection, kind).filter(differs=True)
    kept = rows.values_list("differences", "differences_accepted")[:FIELDS_COUNTED_MAX]
    return Counter(
        field
        for found, accepted in kept
        for field in {each.field for each in read_all(found) if each not in read_all(accepted)}
    )


def _address(kind: str, show: str) -> str:
    query = QueryDict(mutable=True)
    if show:
        query["show"] = show
    address = reverse("differences", args=[kind])
    return f"{address}?{query.urlencode()}" if show else address


def _view(asked: QueryDict) -> str:
    """The query string to come back to."""
    return asked.urlencode()


urls = [
    path("differences/", differences, {"kind": "invoice"}),
    path("differences/<kind:kind>/", differences, name="differences"),
    *difference_actions.urls,
    *doubled.urls,
]
