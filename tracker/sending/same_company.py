"""Two companies that are one: a person says so, and everything of the one goes to the other.

Nothing is said to Xero by this. A document that stands there under another contact than the kept
company's shows as a difference, and moves when it is changed here and sent again.
"""

from collections import Counter
from dataclasses import dataclass

from django.db import transaction

from tracker.accounts_system import company_links, head_rows, lane, linked_twice
from tracker.accounts_system.models import Call, Connection
from tracker.agencies import events
from tracker.agencies.events import By, Happening
from tracker.agencies.not_possible import NotPossible
from tracker.companies import same_company
from tracker.companies.models import Company
from tracker.documents.kinds import counted
from tracker.documents.models import Document
from tracker.sending.models import ContactUpdate


@dataclass(frozen=True)
class Moved:
    """What goes, or went, from one company to the other.

    ``counts`` are the documents by kind, ``filled`` the fields that the kept company had not.
    """

    counts: Counter[str]
    filled: tuple[str, ...]

    @property
    def documents(self) -> str:
        """In words: “2 invoices and 9 payments”."""
        parts = [counted(self.counts[kind], kind) for kind in Document.Kind if self.counts[kind]]
        return " and ".join(parts) or "no documents"


def what_moves(keep: Company, other: Company) -> Moved:
    """What ``same`` would move."""
    kinds = Document.objects.filter(company=other).values_list("kind", flat=True)
    return Moved(Counter(kinds), tuple(same_company.taken_over(keep, other)))


def same(*, keep: Company, other: Company, by: By) -> Moved:
    """Make two companies one: ``keep`` has all documents, roles and names, ``other`` is gone.

    One event on each. Raises ``NotPossible`` where something of either is on its way to Xero, where
    they are different contacts there, and where a supplier's contact is not this person's to say.
    """
    _check_two(keep, other)
    with transaction.atomic():
        connections = _hold_lanes(keep)
        kept, gone = _locked(keep, other)
        _refuse_under_way(kept, gone, connections)
        linked_twice.unite(kept, gone, by=by)
        moved = what_moves(kept, gone)
        _move(kept, gone, by)
        same_company.absorb(kept, gone)
        _tell(kept, other, moved, by)
    keep.refresh_from_db()
    return moved


def _check_two(keep: Company, other: Company) -> None:
    if keep.pk == other.pk:
        raise NotPossible(f"{keep} is one company already.")
    if keep.agency_id != other.agency_id:
        raise NotPossible("Companies of two agencies are never the same.")


def _hold_lanes(company: Company) -> list[Connection]:
    """Nothing is sent, compared or clicked until the open transaction ends."""
    live = Connection.objects.filter(agency=company.agency_id, disconnected_at=None)
    connections = list(live.order_by("tenant_id"))
    for connection in connections:
        lane.knock(connection.tenant_id)
        head_rows.lock(connection)
    return connections


def _locked(keep: Company, other: Company) -> tuple[Company, Company]:
    rows = Company.objects.select_for_update(of=("self",)).filter(pk__in=[keep.pk, other.pk])
    found = {company.pk: company for company in rows.select_related("agency").order_by("pk")}
    if len(found) < 2:
        raise NotPossible("Somebody said so already, or one of the two is gone: look again.")
    return found[keep.pk], found[other.pk]


def _refuse_under_way(kept: Company, gone: Company, connections: list[Connection]) -> None:
    for connection in connections:
        for company in (kept, gone):
            if company_links.is_on_its_way(company, connection):
                raise NotPossible(company_links.on_its_way(company))
    # A stopped batch may leave the creation of a contact behind that Xero has not answered yet.
    unanswered = Call.objects.filter(settled_at=None, elements__contains=[{"record": str(gone.pk)}])
    if unanswered.exists():
        raise NotPossible(company_links.on_its_way(gone))


def _move(kept: Company, gone: Company, by: By) -> None:
    """Documents, each with an event, and what was said of the company's details in Xero."""
    rows = Document.objects.select_for_update(of=("self",)).filter(company=gone).order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    Document.objects.filter(pk__in=ids).update(company=kept)
    ContactUpdate.objects.filter(company=gone).update(company=kept)
    sentence = f"The company is “{kept}” now: “{gone}” is the same."
    events.record_all(gone.agency, (Happening("document", id, sentence) for id in ids), by=by)


def _tell(kept: Company, gone: Company, moved: Moved, by: By) -> None:
    """``gone`` is the caller's: it still has its id."""
    filled = f"; filled in: {same_company.words_of(list(moved.filled))}" if moved.filled else ""
    told = [
        Happening(
            "company",
            kept.pk,
            f"“{gone}” is the same company: {moved.documents} moved here{filled}.",
        ),
        Happening("company", gone.pk, f"“{gone}” is “{kept}”, which was kept."),
    ]
    events.record_all(kept.agency, told, by=by)
