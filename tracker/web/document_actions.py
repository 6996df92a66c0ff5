"""What the Action menu of a list of documents does with the ticked ones, or with the whole view.

Sending itself is on `tracker.web.send`; here it is only asked whether the whole view is meant.
"""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from tracker import clock
from tracker.documents.csv_export import Exported, export_csv
from tracker.documents.kinds import words_for
from tracker.sending import already_in_xero as marking
from tracker.web.access import Request, writers_only
from tracker.web.document_filters import filtered
from tracker.web.document_rows import rows_in_pieces
from tracker.web.paging import count_up_to, counted
from tracker.web.selection import selected, selection_fields, ticked_ids

NOTHING_TICKED = "Nothing is ticked."


@writers_only
@require_POST
def bulk_send(request: Request, kind: str) -> HttpResponse:
    """Ask once more before everything in the filtered view goes into one batch."""
    view = request.POST.get("view", "")
    count = count_up_to(filtered(request.user.agency, kind, QueryDict(view)))
    page = {
        "fields": [("all_in_view", "1"), ("view", view)],
        "title": f"Send all of this view: {counted(count, kind)}?",
        "sentence": "Tracker first shows what will happen to each of them. Drafts, void"
        f" {words_for(kind).many} and what Xero already holds unchanged are not sent.",
        "address": reverse("send_prepare", args=[kind]),
        "button": "Go on to Send to Xero",
    }
    return ask(request, kind, page)


@writers_only
@require_POST
def already_in_xero(request: Request, kind: str) -> HttpResponse:
    """Mark them as entered in Xero by other means: they are never sent."""
    documents = selected(request, request.user.agency, kind)
    total = documents.count()
    if not total:
        return nothing_ticked(request, kind)
    ids = documents.order_by().values_list("pk", flat=True)
    count = marking.mark(ids, by=request.user)
    sentence = f"{counted(count, kind)} marked as already in Xero."
    if left := total - count:
        sentence += f" {counted(left, kind)} left as before: marked already, or sent by Tracker."
    messages.success(request, sentence)
    return _back(request, kind)


@require_POST
def export(request: Request, kind: str) -> HttpResponseBase:
    """CSV of the ticked ones or of the whole view, however long: it is read and sent row by row."""
    documents = selected(request, request.user.agency, kind).select_related("company")
    if not documents.exists():
        return nothing_ticked(request, kind)
    exported = (
        Exported(row.document, str(row.status), row.paid, row.due)
        for row in rows_in_pieces(documents)
    )
    rows = export_csv(exported, kind=kind)
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    name = f"{words_for(kind).many}-{clock.today().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def ask(request: Request, kind: str, page: Mapping[str, object]) -> HttpResponse:
    """Ask once more before something is done to what was chosen."""
    page = {"fields": selection_fields(request), "back": address_back(request, kind), **page}
    return render(request, "documents/confirm.html", page)


def nothing_ticked(request: Request, kind: str) -> HttpResponse:
    """Say so, and go back to where it began."""
    messages.error(request, NOTHING_TICKED)
    return _back(request, kind)


def _back(request: Request, kind: str) -> HttpResponse:
    return redirect(address_back(request, kind))


def address_back(request: Request, kind: str) -> str:
    """The list as it was; the document where it all began on its page, which names no view."""
    ticked = ticked_ids(request)
    if "view" not in request.POST and len(ticked) == 1:
        return reverse("document", args=[kind, *ticked])
    return f"{reverse('documents', args=[kind])}?{request.POST.get('view', '')}"


urls = [
    path("<kind:kind>/bulk-send/", bulk_send, name="documents_bulk_send"),
    path("<kind:kind>/already-in-xero/", already_in_xero, name="documents_already_in_xero"),
    path("<kind:kind>/export/", export, name="documents_export"),
]
