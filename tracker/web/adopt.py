"""What is in Xero already: proposals to adopt it, confirmed by a person, one or many."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from tracker.accounts_system import connecting
from tracker.accounts_system.models import Connection
from tracker.agencies.not_possible import NotPossible
from tracker.documents.kinds import words_for
from tracker.documents.models import Document
from tracker.sending import adoption, refreshing
from tracker.sending.batches import connection_of
from tracker.web.access import Request, own_or_404, writers_only
from tracker.web.adopt_rows import Pair, adopt_page, pair_of, proposed
from tracker.web.document_filters import documents_of
from tracker.web.entity import the_entity
from tracker.web.number_paging import whole_number
from tracker.web.paging import counted
from tracker.web.send import batch_or_404, replan

LEFT_SAID_MAX = 5
ASK_TITLE = "Adopt all {} that agree?"
ASK = (
    "Number, contact, date and total agree. Each is linked to the {} in Xero, a company too "
    "where it has no contact yet. Nothing is sent."
)


@require_safe
def adopt(request: Request, kind: str) -> HttpResponse:
    connection = connecting.of_entity(the_entity(request))
    page = adopt_page(request, connection, kind) if connection else {"connection": None}
    return render(request, "adopt/adopt.html", page)


@writers_only
@require_POST
def adopt_ticked(request: Request, kind: str) -> HttpResponse:
    """*Adopt the ticked ones*."""
    pairs = [pair for text in request.POST.getlist("pair") if (pair := pair_of(text))]
    if not pairs:
        messages.error(request, "Nothing is ticked.")
        return _back(request, kind)
    return _adopt(request, kind, pairs)


@writers_only
@require_POST
def adopt_all(request: Request, kind: str) -> HttpResponse:
    """Ask once more, then adopt every proposal in which everything agrees, on whatever page."""
    connection = connecting.of_entity(the_entity(request))
    found = proposed(connection, kind) if connection else []
    sure = [each.key for each in found if each.is_sure]
    if not sure:
        messages.error(request, "Nothing agrees in everything any more.")
        return _back(request, kind)
    if request.POST.get("confirmed"):
        return _adopt(request, kind, sure)
    page = {
        "title": ASK_TITLE.format(counted(len(sure), kind)),
        "sentence": ASK.format(words_for(kind).in_xero),
        "address": reverse("adopt_all", args=[kind]),
        "button": f"Adopt {counted(len(sure), kind)}",
        "back": reverse("adopt", args=[kind]),
    }
    return render(request, "documents/confirm.html", page)


@writers_only
@require_POST
def another(request: Request, kind: str) -> HttpResponse:
    """*It is another one*: from now on ours may be sent beside it."""
    pair = pair_of(request.POST.get("other", ""))
    if pair is None:
        messages.error(request, "Choose which one it is not.")
        return _back(request, kind)
    document: Document = own_or_404(request, documents_of(request.user.agency, kind), pk=pair[0])
    try:
        called = adoption.say_another(_connection(request), document, pair[1], by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, f"{document} is not {called}: it may be sent.")
    return _back(request, kind)


@writers_only
@require_POST
def take_back(request: Request, kind: str) -> HttpResponse:
    """What was said to be another one is proposed again."""
    decision = whole_number(request.POST.get("decision")) or 0
    try:
        document = adoption.take_back(_connection(request), decision, by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, f"{document} is proposed again.")
    return _back(request, kind)


@writers_only
@require_POST
def refresh(request: Request, kind: str) -> HttpResponse:
    """Read Xero again; what is proposed rests on it."""
    connection = connecting.of_entity(the_entity(request))
    if connection is not None:
        try:
            nothing = Document.objects.none()
            refreshing.refresh(connection, documents=nothing, by=request.user)
        except NotPossible as problem:
            messages.error(request, problem.sentence)
    return _back(request, kind)


def _connection(request: Request) -> Connection:
    return connection_of(request.user.agency)


def _adopt(request: Request, kind: str, pairs: Iterable[Pair]) -> HttpResponse:
    try:
        adopted = adoption.adopt(_connection(request), pairs, by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
        return _back(request, kind)
    if adopted.count:
        messages.success(request, _done(adopted, kind))
    for left in adopted.left[:LEFT_SAID_MAX]:
        messages.warning(request, f"{left.number} was left: {left.sentence}")
    if len(adopted.left) > LEFT_SAID_MAX:
        messages.warning(request, f"And {len(adopted.left) - LEFT_SAID_MAX} more were left.")
    return _back(request, kind)


def _done(adopted: adoption.Adopted, kind: str) -> str:
    companies = "1 company" if adopted.companies == 1 else f"{adopted.companies:,} companies"
    also = f", {companies} linked" if adopted.companies else ""
    return f"{counted(adopted.count, kind)} adopted{also}. Nothing was sent."


def _back(request: Request, kind: str) -> HttpResponse:
    """The send dialog that one came from, what it foretells said anew; else the proposals."""
    view = QueryDict(request.POST.get("view", ""))
    number = whole_number(view.get("batch"))
    if number is None:
        address = reverse("adopt", args=[kind])
        return redirect(f"{address}?{view.urlencode()}" if view else address)
    batch = batch_or_404(request, number)
    replan(request, batch)
    return redirect("send_batch", batch.number)


urls = [
    path("adopt/", adopt, {"kind": "invoice"}),
    path("adopt/<kind:kind>/", adopt, name="adopt"),
    path("adopt/<kind:kind>/ticked/", adopt_ticked, name="adopt_ticked"),
    path("adopt/<kind:kind>/all/", adopt_all, name="adopt_all"),
    path("adopt/<kind:kind>/another/", another, name="adopt_another"),
    path("adopt/<kind:kind>/take-back/", take_back, name="adopt_take_back"),
    path("adopt/<kind:kind>/refresh/", refresh, name="adopt_refresh"),
]
