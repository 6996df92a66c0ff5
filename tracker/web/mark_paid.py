"""*Mark paid*: one document in full or in part, or the ticked ones in full; and *Undo*."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from tracker import clock
from tracker.agencies.not_possible import NotPossible
from tracker.documents import receipts
from tracker.documents.kinds import words_for
from tracker.documents.models import Document, Receipt
from tracker.sending.receipts import marking_paid
from tracker.web.access import Request, own_or_404, writers_only
from tracker.web.document_actions import NOTHING_TICKED, address_back
from tracker.web.document_filters import documents_of
from tracker.web.document_rows import Row, row_of, rows_of
from tracker.web.form_fields import date_field, number_field
from tracker.web.paging import counted
from tracker.web.receipt_words import waiting_of, what_xero_hears
from tracker.web.selection import selected, selection_fields
from tracker.web.templatetags.ui import in_currency

AT_ONCE_MAX = 500
SHOWN_MAX = 50


class DateForm(forms.Form):
    """When the money came in, or went out."""

    date = date_field("Date")

    def __init__(self, *arguments: Any, kind: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.money = words_for(kind).money

    def clean_date(self) -> datetime.date:
        date: datetime.date = self.cleaned_data["date"]
        if date > clock.today():
            raise forms.ValidationError(f"The date of a {self.money} may not lie in the future.")
        return date


class ReceiptForm(DateForm):
    amount = number_field("Amount", lambda amount: "", max_digits=16, decimal_places=2)


@dataclass(frozen=True)
class Left:
    """One that cannot be marked paid, and why."""

    document: Document
    why: str


@writers_only
def mark_paid(request: Request, kind: str, id: UUID) -> HttpResponse:
    """The form, and what it says: a date and an amount."""
    documents = documents_of(request.user.agency, kind).select_related("company")
    document = own_or_404(request, documents, pk=id)
    row = row_of(document)
    if why := _why_not(row):
        messages.error(request, why)
        return redirect("document", kind, id)
    initial = {"date": clock.today(), "amount": row.due}
    form = ReceiptForm(request.POST or None, initial=initial, kind=kind)
    if form.is_valid() and _mark(document, form, request):
        return redirect("document", kind, id)
    page = {"document": document, "form": form, "due": row.due}
    status = 400 if form.errors else 200
    return render(request, "documents/mark_paid.html", page, status=status)


@writers_only
@require_POST
def mark_paid_many(request: Request, kind: str) -> HttpResponse:
    """Ask for one date, then mark the ticked ones paid in full; what cannot be is said."""
    chosen = selected(request, request.user.agency, kind).select_related("company")
    documents = list(chosen[: AT_ONCE_MAX + 1])
    if not documents or len(documents) > AT_ONCE_MAX:
        too_many = f"Mark paid takes {AT_ONCE_MAX} {words_for(kind).many} at once: tick fewer."
        messages.error(request, too_many if documents else NOTHING_TICKED)
        return redirect(address_back(request, kind))
    is_confirmed = "confirmed" in request.POST
    data = request.POST if is_confirmed else None
    form = DateForm(data, initial={"date": clock.today()}, kind=kind)
    if is_confirmed and form.is_valid():
        return _mark_all(request, kind, documents, form.cleaned_data["date"])
    page = _question(request, kind, documents, form)
    return render(
        request, "documents/mark_paid_many.html", page, status=400 if form.errors else 200
    )


@writers_only
@require_POST
def undo(request: Request, id: UUID) -> HttpResponse:
    """Take a receipt back; where Tracker recorded it in Xero, *Send* removes it there."""
    document = own_or_404(request, Document, receipts=id)
    receipt = Receipt.objects.get(pk=id, document=document)
    try:
        receipts.undo(receipt, by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, f"The {words_for(document.kind).money} is undone.")
    return redirect("document", document.kind, document.pk)


def _mark(document: Document, form: ReceiptForm, request: Request) -> bool:
    said = form.cleaned_data
    try:
        made = marking_paid.mark_paid(
            document,
            date=said["date"],
            amount=said["amount"],
            due_shown=_due_shown(request),
            by=request.user,
        )
    except NotPossible as problem:
        form.add_error(None, problem.sentence)
        return False
    amount = in_currency(made.amount, document.currency)
    moved = f"{amount} {words_for(document.kind).money_is}."
    messages.success(request, f"{moved} {what_xero_hears([document])}".strip())
    return True


def _due_shown(request: Request) -> Decimal | None:
    """What the form said to be due when it was opened."""
    try:
        shown: Decimal | None = forms.DecimalField(required=False).clean(
            request.POST.get("due_shown")
        )
    except forms.ValidationError:
        return None
    return shown


def _mark_all(
    request: Request, kind: str, documents: list[Document], date: datetime.date
) -> HttpResponse:
    done: list[Document] = []
    left: list[Left] = []
    for document in documents:
        try:
            marking_paid.mark_paid(document, date=date, by=request.user)
        except NotPossible as problem:
            left.append(Left(document, problem.sentence))
        else:
            done.append(document)
    page = {
        "title": f"{counted(len(done), kind)} marked paid" if done else "Nothing was marked paid",
        "sentence": what_xero_hears(done),
        "to_send": waiting_of(done),
        "left": left[:SHOWN_MAX],
        "back": address_back(request, kind),
        "send_address": reverse("send_prepare", args=[kind]),
    }
    return render(request, "documents/marked_paid.html", page)


def _question(
    request: Request, kind: str, documents: list[Document], form: DateForm
) -> dict[str, Any]:
    why = [(row, _why_not(row)) for row in rows_of(documents)]
    fit = [row for row, reason in why if not reason]
    left = [Left(row.document, reason) for row, reason in why if reason]
    return {
        "form": form,
        "count": counted(len(fit), kind),
        "fit": [row.document for row in fit],
        "total": _total(fit),
        "left": left[:SHOWN_MAX],
        "left_count": counted(len(left), kind),
        "fields": selection_fields(request),
        "back": address_back(request, kind),
    }


def _why_not(row: Row) -> str:
    return marking_paid.why_not(row.document, row.link, receipt_leaves=row.receipt_leaves)


def _total(rows: list[Row]) -> str:
    """``£2,880.00 + 90.00 SEK``."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        currency = row.document.currency
        sums[currency] = sums.get(currency, Decimal(0)) + row.due
    return " + ".join(in_currency(amount, currency) for currency, amount in sorted(sums.items()))


urls = [
    path("<kind:kind>/<uuid:id>/mark-paid/", mark_paid, name="mark_paid"),
    path("<kind:kind>/mark-paid/", mark_paid_many, name="documents_mark_paid"),
    path("receipts/<uuid:id>/undo/", undo, name="receipt_undo"),
]
