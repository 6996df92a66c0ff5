"""Which invoices a list shows: the filters of its address, applied in the database."""

from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet
from django.http import QueryDict

from tracker.accounts_system.models import DocumentLink
from tracker.agencies.models import Agency
from tracker.documents.models import Document
from tracker.sending.models import Delivery, State
from tracker.sending.models.delivery import OPEN
from tracker.web.statuses import PAID_IN_XERO

STATUSES = [
    ("draft", "Draft"),
    ("approved", "Approved"),
    ("part_paid", "Part paid"),
    ("paid", "Paid"),
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
]
BOUNDS = {
    "since": "date__gte",
    "until": "date__lte",
    "least": "gross__gte",
    "most": "gross__lte",
}
HELD_UP = (State.WAITING, State.CHECKING, State.RECONNECT)


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


def invoices_of(agency: Agency) -> QuerySet[Document]:
    """All invoices of the agency."""
    return Document.objects.filter(agency=agency, kind=Document.Kind.INVOICE)


def filtered(agency: Agency, asked: QueryDict) -> QuerySet[Document]:
    """The invoices that an address such as ``?status=approved&since=2026-11-01`` shows."""
    values = FilterForm(asked).values()
    documents = invoices_of(agency)
    for name, value in values.items():
        documents = documents.filter(_condition(agency, name, value))
    return documents


def in_batch_status(agency: Agency, name: str) -> Q:
    """The condition behind one batch status."""
    linked = Q(pk__in=_links(agency).values("document"))
    if name == "ready":
        waits = ~linked & ~_latest(agency, *OPEN, State.REFUSED)
        return Q(lifecycle=Document.Lifecycle.APPROVED, already_in_xero=False) & waits
    if name == "not_sent":
        return ~linked & ~_latest(agency, *OPEN, State.REFUSED)
    if name == "sent":
        return linked & ~_latest(agency, *OPEN, State.REFUSED)
    if name == "changed":
        behind = _links(agency).filter(accepted_revision__lt=F("document__revision"))
        return Q(pk__in=behind.values("document")) & ~_latest(agency, *OPEN, State.REFUSED)
    states = {"under_way": OPEN, "waiting": HELD_UP, "refused": (State.REFUSED,)}
    return _latest(agency, *states[name])


def _condition(agency: Agency, name: str, value: Any) -> Q:
    match name:
        case "q":
            named = Q(company__name__icontains=value)
            return named | Q(number__icontains=value) | Q(reference__icontains=value)
        case "status":
            return _in_status(agency, value)
        case "batch_status":
            return in_batch_status(agency, value)
        case "batch":
            return Q(pk__in=_deliveries(agency).filter(batch__number=value).values("document"))
        case "cause":
            refused = _deliveries(agency).filter(latest=True, state=State.REFUSED, cause=value)
            return Q(pk__in=refused.values("document"))
        case "company":
            return Q(company__name__icontains=value)
        case "client":
            return Q(company_id=value)
    return Q(**{BOUNDS[name]: value})


def _in_status(agency: Agency, name: str) -> Q:
    links = _links(agency)
    paid = Q(pk__in=links.filter(seen_status=PAID_IN_XERO).values("document"))
    begun = links.filter(seen_paid__gt=0).exclude(seen_status=PAID_IN_XERO)
    part_paid = Q(pk__in=begun.values("document"))
    approved = Q(lifecycle=Document.Lifecycle.APPROVED)
    if name == "paid":
        return approved & paid
    if name == "part_paid":
        return approved & part_paid
    if name == "approved":
        return approved & ~paid & ~part_paid
    return Q(lifecycle=name)


def _links(agency: Agency) -> QuerySet[DocumentLink]:
    return DocumentLink.objects.filter(document__agency=agency)


def _deliveries(agency: Agency) -> QuerySet[Delivery]:
    return Delivery.objects.filter(batch__agency=agency)


def _latest(agency: Agency, *states: State) -> Q:
    latest = _deliveries(agency).filter(latest=True, state__in=states)
    return Q(pk__in=latest.values("document"))
