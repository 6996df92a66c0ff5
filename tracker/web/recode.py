"""*Apply to those already in Xero*: a changed mapping, looked at, then sent as usual."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from tracker.accounts_system import connecting
from tracker.accounts_system.models import Connection, Settings
from tracker.agencies.not_possible import NotPossible
from tracker.documents.kinds import words_for
from tracker.sending.batches import connection_of
from tracker.sending.corrections import recoding
from tracker.web.access import Request, writers_only
from tracker.web.entity import the_entity
from tracker.web.number_paging import whole_number
from tracker.web.recode_rows import recode_page

MAPPING = ("accounts", "tax_rates", "treatments")


@require_safe
def recode(request: Request, kind: str) -> HttpResponse:
    """What would change, and what is left out with the reason. Nothing is called or written."""
    connection = connecting.of_entity(the_entity(request))
    if connection is None:
        return render(request, "settings/recode.html", {"connection": None})
    try:
        looked = recoding.look(connection, kind, start=_start(request.GET.get("start")))
    except NotPossible as problem:
        messages.error(request, problem.sentence)
        return redirect("document_settings", kind)
    return render(request, "settings/recode.html", recode_page(request, connection, looked))


@writers_only
@require_POST
def recode_apply(request: Request, kind: str) -> HttpResponse:
    """Mark them for sending and open the send dialog: nothing leaves before *Send*."""
    start = _start(request.POST.get("start"))
    try:
        batch = recoding.prepare(_connection(request), kind, start=start, by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
        return _back(kind, start)
    return redirect("send_batch", batch.number)


@writers_only
@require_POST
def recode_read(request: Request, kind: str) -> HttpResponse:
    """Read from Xero what is not known of those that were linked by hand."""
    start = _start(request.POST.get("start"))
    try:
        connection = _connection(request)
        count = recoding.read_unread(connection, recoding.look(connection, kind, start=start))
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, f"{count:,} read from Xero.")
    return _back(kind, start)


def tell_of_recoding(request: Request, kind: str, before: Settings | None, after: Settings) -> None:
    """After a save: what Xero has keeps its coding, unless a person goes on to change it too."""
    if before is None or all(getattr(before, each) == getattr(after, each) for each in MAPPING):
        return
    if recoding.in_xero(after.connection, kind).exists():
        words = words_for(kind)
        told = (
            "{} that Xero has keep their accounts and tax rates."
            ' <a href="{}">Apply to {} already in Xero</a>'
        )
        address = reverse("recode", args=[kind])
        messages.info(request, format_html(told, words.titles, address, words.many))


def _connection(request: Request) -> Connection:
    return connection_of(request.user.agency)


def _start(text: str | None) -> int:
    return whole_number(text) or 0


def _back(kind: str, start: int) -> HttpResponse:
    address = reverse("recode", args=[kind])
    return redirect(f"{address}?start={start}" if start else address)


urls = [
    path("settings/<kind:kind>/recode/", recode, name="recode"),
    path("settings/<kind:kind>/recode/apply/", recode_apply, name="recode_apply"),
    path("settings/<kind:kind>/recode/read/", recode_read, name="recode_read"),
]
