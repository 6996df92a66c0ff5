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
from tracker.documents.models import Document
from tracker.sending import adoption, refreshing
from tracker.sending.batches import connection_of
from tracker.web.access import Request, own_or_404, writers_only
from tracker.web.adopt_rows import Pair, adopt_page, pair_of, proposed
from tracker.web.entity import the_entity
from tracker.web.invoice_filters import invoices_of
from tracker.web.number_paging import whole_number
from tracker.web.paging import invoices_in_words
from tracker.web.send import batch_or_404, replan

LEFT_SAID_MAX = 5
ASK_TITLE = "Adopt all {} that agree?"
ASK = (
    "Number, contact, date and total agree. Each is linked to the invoice in Xero, a company too "
    "where it has no contact yet. Nothing is sent."
)


@require_safe
def adopt(request: Request) -> HttpResponse:
    connection = connecting.of_entity(the_entity(request))
    page = adopt_page(request, connection) if connection else {"connection": None}
    return render(request, "adopt/adopt.html", page)


@writers_only
@require_POST
def adopt_ticked(request: Request) -> HttpResponse:
    """*Adopt the ticked ones*."""
    pairs = [pair for text in request.POST.getlist("pair") if (pair := pair_of(text))]
    if not pairs:
        messages.error(request, "Nothing is ticked.")
        return _back(request)
    return _adopt(request, pairs)


@writers_only
@require_POST
def adopt_all(request: Request) -> HttpResponse:
    """Ask once more, then adopt every proposal in which everything agrees, on whatever page."""
    sure = [each.key for each in proposed(_connection(request)) if each.is_sure]
    if not sure:
        messages.error(request, "Nothing agrees in everything any more.")
        return _back(request)
    if request.POST.get("confirmed"):
        return _adopt(request, sure)
    page = {
        "title": ASK_TITLE.format(invoices_in_words(len(sure))),
        "sentence": ASK,
        "address": reverse("adopt_all"),
        "button": f"Adopt {invoices_in_words(len(sure))}",
        "back": reverse("adopt"),
    }
    return render(request, "invoices/confirm.html", page)


@writers_only
@require_POST
def another(request: Request) -> HttpResponse:
    """*It is another invoice*: from now on ours may be sent beside it."""
    pair = pair_of(request.POST.get("other", ""))
    if pair is None:
        messages.error(request, "Choose which one it is not.")
        return _back(request)
    document: Document = own_or_404(request, invoices_of(request.user.agency), pk=pair[0])
    try:
        called = adoption.say_another(_connection(request), document, pair[1], by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, f"{document} is not {called}: it may be sent.")
    return _back(request)


@writers_only
@require_POST
def take_back(request: Request) -> HttpResponse:
    """What was said to be another invoice is proposed again."""
    decision = whole_number(request.POST.get("decision")) or 0
    try:
        document = adoption.take_back(_connection(request), decision, by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, f"{document} is proposed again.")
    return _back(request)


@writers_only
@require_POST
def refresh(request: Request) -> HttpResponse:
    """Read Xero again; what is proposed rests on it."""
    connection = connecting.of_entity(the_entity(request))
    if connection is not None:
        try:
            nothing = Document.objects.none()
            refreshing.refresh(connection, documents=nothing, by=request.user)
        except NotPossible as problem:
            messages.error(request, problem.sentence)
    return _back(request)


def _connection(request: Request) -> Connection:
    return connection_of(request.user.agency)


def _adopt(request: Request, pairs: Iterable[Pair]) -> HttpResponse:
    try:
        adopted = adoption.adopt(_connection(request), pairs, by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
        return _back(request)
    if adopted.count:
        messages.success(request, _done(adopted))
    for left in adopted.left[:LEFT_SAID_MAX]:
        messages.warning(request, f"{left.number} was left: {left.sentence}")
    if len(adopted.left) > LEFT_SAID_MAX:
        messages.warning(request, f"And {len(adopted.left) - LEFT_SAID_MAX} more were left.")
    return _back(request)


def _done(adopted: adoption.Adopted) -> str:
    companies = "1 company" if adopted.companies == 1 else f"{adopted.companies:,} companies"
    also = f", {companies} linked" if adopted.companies else ""
    return f"{invoices_in_words(adopted.count)} adopted{also}. Nothing was sent."


def _back(request: Request) -> HttpResponse:
    """The send dialog that one came from, what it foretells said anew; else the proposals."""
    view = QueryDict(request.POST.get("view", ""))
    number = whole_number(view.get("batch"))
    if number is None:
        return redirect(f"{reverse('adopt')}?{view.urlencode()}" if view else "adopt")
    batch = batch_or_404(request, number)
    replan(request, batch)
    return redirect("send_batch", batch.number)


urls = [
    path("adopt/", adopt, name="adopt"),
    path("adopt/ticked/", adopt_ticked, name="adopt_ticked"),
    path("adopt/all/", adopt_all, name="adopt_all"),
    path("adopt/another/", another, name="adopt_another"),
    path("adopt/take-back/", take_back, name="adopt_take_back"),
    path("adopt/refresh/", refresh, name="adopt_refresh"),
]
