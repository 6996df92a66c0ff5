"""What the page of proposals shows: by how much agrees, a page of each."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import QueryDict

from tracker.accounts_system.models import Connection, Head
from tracker.documents.kinds import words_for
from tracker.sending import adoption
from tracker.sending.adoption import Kind, Proposal
from tracker.web.access import Request
from tracker.web.number_paging import whole_number
from tracker.web.xero_pages import pages_of_heads

SIZE = 50
SAID_SHOWN_MAX = 50
Pair = tuple[UUID, str]
HEADINGS = {
    Kind.SAME: (
        "The same {0.one}",
        "Number, contact, date and total agree. Untick what is not the same.",
    ),
    Kind.OTHER_NUMBER: (
        "The same under another number",
        "Contact, date and total agree. Adopting keeps Tracker's number; sending the {0.one} again "
        "later gives Xero's that number. Until you decide, it is not sent.",
    ),
    Kind.DIFFERS: (
        "The same number, but something differs",
        "Look at both before you tick one. Where the total differs, put that right first.",
    ),
}
STATUSES = {"SUBMITTED": "Awaiting approval", "AUTHORISED": "Awaiting payment"}


@dataclass(frozen=True)
class Row:
    """One proposal; ``pair`` is what its tick box says. ``status`` is Xero's, in words."""

    proposal: Proposal
    pair: str
    status: str
    contact: str
    address: str
    reasons: list[str]

    @property
    def may_be_another(self) -> bool:
        """Two of a client's invoices never share a number; two of a supplier's may."""
        words = words_for(self.proposal.document.kind)
        return self.proposal.kind == Kind.OTHER_NUMBER or not words.has_unique_number


@dataclass(frozen=True)
class Group:
    """The proposals alike in one way: a page of them, and the addresses around it, or ""."""

    kind: Kind
    heading: str
    sentence: str
    count: int
    rows: list[Row]
    before: str
    after: str


def proposed(connection: Connection, kind: str) -> list[Proposal]:
    return adoption.proposals(connection, kind)


def adopt_page(request: Request, connection: Connection, kind: str) -> dict[str, Any]:
    """Everything in `adopt/adopt.html`; ``?document=`` shows what there is for one."""
    found = _asked_for(proposed(connection, kind), request.GET)
    groups = [_group(connection, each, kind, found, request.GET) for each in Kind]
    said = adoption.said_to_be_others(connection).filter(document__kind=kind)
    return {
        "connection": connection,
        "groups": groups,
        "count": len(found),
        "sure": sum(each.is_sure for each in found),
        "is_paged": any(group.before or group.after for group in groups),
        "is_part": _is_part(request.GET),
        "batch_number": whole_number(request.GET.get("batch")),
        "view": request.GET.urlencode(),
        "said": said[:SAID_SHOWN_MAX],
        "looked_at_max": _looked_at_max(connection, kind),
    }


def _looked_at_max(connection: Connection, kind: str) -> int:
    """How many documents were looked at, where there are more; else 0."""
    most = adoption.LOOKED_AT_MAX
    return most if adoption.free_documents(connection, kind)[most : most + 1].exists() else 0


def pair_of(text: str) -> Pair | None:
    """The two ids that a tick box names; None where it makes no sense."""
    document, _, remote_id = text.partition("~")
    try:
        return UUID(document), str(UUID(remote_id))
    except ValueError:
        return None


def _is_part(asked: QueryDict) -> bool:
    return bool(asked.get("document") or _kind(asked))


def _kind(asked: QueryDict) -> Kind | None:
    wanted = asked.get("kind", "")
    return Kind(wanted) if wanted in list(Kind) else None


def _asked_for(found: list[Proposal], asked: QueryDict) -> list[Proposal]:
    kind = _kind(asked)
    if kind is not None:
        found = [each for each in found if each.kind == kind]
    if document := asked.get("document"):
        found = [each for each in found if str(each.document.pk) == document]
    return found


def _group(
    connection: Connection, likeness: Kind, kind: str, found: list[Proposal], asked: QueryDict
) -> Group:
    mine = [each for each in found if each.kind == likeness]
    start = min(whole_number(asked.get(f"{likeness}_from")) or 0, max(len(mine) - 1, 0))
    shown = mine[start : start + SIZE]
    heading, sentence = (words.format(words_for(kind)) for words in HEADINGS[likeness])
    return Group(
        kind=likeness,
        heading=heading,
        sentence=sentence,
        count=len(mine),
        rows=_rows(connection, shown),
        before=_address(asked, likeness, max(start - SIZE, 0)) if start else "",
        after=_address(asked, likeness, start + SIZE) if start + SIZE < len(mine) else "",
    )


def _address(asked: QueryDict, likeness: Kind, start: int) -> str:
    query = asked.copy()
    query[f"{likeness}_from"] = str(start)
    return f"?{query.urlencode()}#{likeness}"


def _rows(connection: Connection, shown: list[Proposal]) -> list[Row]:
    addresses = pages_of_heads(connection, [each.head for each in shown])
    return [
        Row(
            proposal=each,
            pair=f"{each.document.pk}~{each.head.remote_id}",
            status=status_in_words(each.head),
            contact=each.contact.name if each.contact else "Not read yet",
            address=addresses[each.head.remote_id],
            reasons=_reasons(each),
        )
        for each in shown
    ]


def status_in_words(head: Head) -> str:
    """What Xero says of it, as its pages do."""
    if head.status == "AUTHORISED" and head.paid:
        return f"Part paid: {head.paid:,.2f}"
    return STATUSES.get(head.status, head.status.capitalize())


def _reasons(proposal: Proposal) -> list[str]:
    """What speaks for it, and against."""
    said = [_why(proposal), *map(_difference, proposal.differences)]
    if proposal.same is not None:
        said.append(proposal.same.doubt)
    if proposal.document.already_in_xero:
        said.append("Marked as already in Xero: adopting takes the mark away.")
    return [each for each in [*said, proposal.doubt, proposal.refusal] if each]


def _why(proposal: Proposal) -> str:
    return f"Contact: {proposal.same.how}." if proposal.same is not None else ""


def _difference(difference: adoption.Difference) -> str:
    """The numbers stand beside each other anyway."""
    if difference.what == "number":
        return ""
    return f"Another {difference.what}: {difference.here} here, {difference.there} in Xero."
