"""Which documents a list shows: the filters of its address, applied in the database."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from tracker.agencies.models import Agency
from tracker.documents.models import Document
from tracker.sending.models import State
from tracker.web.document_conditions import (
    delivered,
    in_batch_status,
    in_status,
    latest_delivery,
)

STATUSES = [
    ("draft", "Draft"),
    ("approved", "Approved"),
    ("part_paid", "Part paid"),
    ("paid", "Paid"),
    ("credited", "Credited"),
    ("void", "Void"),
]
BATCH_STATUSES = [
    ("ready", "Ready to send"),
    ("not_sent", "Not sent"),
    ("under_way", "On its way"),
    ("waiting", "Waiting or checking"),
    ("refused", "Refused"),
    ("sent", "Sent"),
    ("changed", "Changed since sent"),
    ("voided_in_xero", "Voided in Xero"),
]
BOUNDS = {
    "since": "date__gte",
    "until": "date__lte",
    "least": "gross__gte",
    "most": "gross__lte",
}


def date_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class FilterForm(forms.Form):
    """The filters; what cannot be read filters nothing and says so."""

    q = forms.CharField(label="Search", required=False, max_length=200)
    status = forms.ChoiceField(choices=STATUSES, required=False)
    batch_status = forms.ChoiceField(choices=BATCH_STATUSES, required=False)
    batch = forms.IntegerField(label="Batch Number", required=False, min_value=1)
    cause = forms.CharField(required=False, max_length=40)
    company = forms.CharField(label="Company", required=False, max_length=255)
    client = forms.UUIDField(required=False)
    since = forms.DateField(label="From", required=False, widget=date_input())
    until = forms.DateField(label="Until", required=False, widget=date_input())
    least = forms.DecimalField(label="Total at least", required=False, max_digits=14)
    most = forms.DecimalField(label="Total at most", required=False, max_digits=14)

    def values(self) -> dict[str, Any]:
        """What was asked for and understood, by name."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}


def documents_of(agency: Agency, kind: str) -> QuerySet[Document]:
    """All documents of that kind that the agency has."""
    return Document.objects.filter(agency=agency, kind=kind)


def filtered(agency: Agency, kind: str, asked: QueryDict) -> QuerySet[Document]:
    """The documents that an address such as ``?status=approved&since=2026-11-01`` shows."""
    values = FilterForm(asked).values()
    documents = documents_of(agency, kind)
    for name, value in values.items():
        documents = documents.filter(_condition(name, value))
    return documents


def _condition(name: str, value: Any) -> Q:
    match name:
        case "q":
            named = Q(company__name__icontains=value)
            theirs = Q(reference__icontains=value) | Q(supplier_number__icontains=value)
            return named | Q(number__icontains=value) | theirs
        case "status":
            return in_status(value)
        case "batch_status":
            return in_batch_status(value)
        case "batch":
            return delivered(batch__number=value)
        case "cause":
            return latest_delivery(state=State.REFUSED, cause=value)
        case "company":
            return Q(company__name__icontains=value)
        case "client":
            return Q(company_id=value)
    return Q(**{BOUNDS[name]: value})
