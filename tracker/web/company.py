"""One company: its details, its contact in Xero, its invoices and payments, and its doubles."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_safe

from tracker.accounts_system import linked_twice
from tracker.companies import other_names, same_company
from tracker.companies.models import Company
from tracker.documents.kinds import KINDS, KindWords, counted
from tracker.documents.models import Document
from tracker.web.access import Request, own
from tracker.web.banking import banking_of
from tracker.web.document_filters import documents_of
from tracker.web.document_rows import Row, rows_of
from tracker.web.paging import NEWEST_FIRST, count_in_words, count_up_to

SHOWN_MAX = 50
HISTORY_MAX = 50


@dataclass(frozen=True)
class Documents:
    """The newest documents of one kind that a company has."""

    kind: KindWords
    rows: list[Row]
    count_in_words: str
    query: str


@dataclass(frozen=True)
class Doubles:
    """Companies that are perhaps one, the shown one first, and why they may be."""

    heading: str
    why: str
    companies: list["Double"]


CALLED_THE_SAME = (
    "Another company is called the same",
    "Xero takes these names for one contact: until somebody says that they are one company, or"
    " gives one another name, nothing is sent for those that are not linked yet.",
)
ONE_CONTACT = (
    "Another company is the same contact",
    "Their contacts were merged in Xero: say which one is kept, or choose another contact.",
)


@dataclass(frozen=True)
class Double:
    """A company that is perhaps the same as another one; ``other`` is the one beside it."""

    company: Company
    other: Company
    documents: str
    contact: str


@require_safe
def company(request: Request, id: UUID) -> HttpResponse:
    record = own(request, Company).filter(pk=id).first()
    if record is None:
        return _kept_one(request, id)
    page = {
        "company": record,
        "address": _address(record),
        "names": list(record.other_names.order_by("name")),
        "doubles": _doubles(record),
        "lists": list(_lists(record)),
        "has_no_vat": record.is_supplier and not record.vat_number,
        "banking": banking_of(request, record),
        "history": other_names.history_of(record)[:HISTORY_MAX],
    }
    return render(request, "companies/company.html", page)


def _kept_one(request: Request, id: UUID) -> HttpResponse:
    """Links to a company that turned out to be another one lead to that."""
    kept = other_names.company_once(request.user.agency, id)
    if kept is None:
        raise Http404
    return redirect("company", kept.pk)


def _address(record: Company) -> list[str]:
    """The lines of the address that say something."""
    town = f"{record.city} {record.postal_code}".strip()
    return [part for part in (record.address, town, record.region, record.country) if part]


def _lists(record: Company) -> list[Documents]:
    """Each kind that goes with the company's roles, or of which it has some."""
    found = [_documents(record, kind) for kind in KINDS.values()]
    return [each for each in found if each.rows or getattr(record, each.kind.company_role)]


def _documents(record: Company, kind: KindWords) -> Documents:
    documents = documents_of(record.agency, kind.value).filter(company=record)
    query = QueryDict(mutable=True)
    query["client"] = str(record.pk)
    newest = documents.select_related("company").order_by(*NEWEST_FIRST)[:SHOWN_MAX]
    return Documents(
        kind=kind,
        rows=rows_of(newest),
        count_in_words=count_in_words(count_up_to(documents)),
        query=query.urlencode(),
    )


def _doubles(record: Company) -> Doubles | None:
    """The company itself and those that are called the same, or became one with it in Xero."""
    twins = list(same_company.twins_of(record))
    others = list(dict.fromkeys([*twins, *linked_twice.sharing(record)]))
    if not others:
        return None
    return Doubles(*(CALLED_THE_SAME if twins else ONE_CONTACT), _beside(record, others))


def _beside(record: Company, others: list[Company]) -> list[Double]:
    pairs = [(record, others[0]), *((other, record) for other in others)]
    shown = [each for each, _ in pairs]
    counts, names = _counts(shown), linked_twice.contact_names(shown)
    return [
        Double(each, other, counts.get(each.pk, "–"), names.get(each.pk, "–"))
        for each, other in pairs
    ]


def _counts(companies: list[Company]) -> dict[UUID, str]:
    """In words, by company: “2 invoices, 9 payments”."""
    rows = Document.objects.filter(company__in=companies).values("company_id", "kind")
    found: dict[UUID, list[str]] = {}
    for row in rows.annotate(count=Count("pk")).order_by("kind"):
        found.setdefault(row["company_id"], []).append(counted(row["count"], row["kind"]))
    return {key: ", ".join(words) for key, words in found.items()}


urls = [path("companies/<uuid:id>/", company, name="company")]
