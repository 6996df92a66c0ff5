"""What an update will change in Xero, what stands in its way, and what it would replace."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.accounts_system.models import DocumentLink
from tracker.documents.models import Document
from tracker.sending import comparing, compose
from tracker.sending.context import Context
from tracker.sending.corrections import overwriting, paid_edits
from tracker.sending.corrections.holdings import Holding
from tracker.sending.planned import Planned, Will
from tracker.sending.refusals import Refusal, refusal
from tracker.xero import invoices
from tracker.xero.invoice_statuses import GONE, gone_in_words

ARRIVES = {"SUBMITTED": "submits it for approval", "AUTHORISED": "approves it in Xero"}


@dataclass(frozen=True)
class Changed:
    """A document that Xero has, and what it would hold of it after an update.

    ``wanted`` is in the shape of a call's body.
    """

    document: Document
    link: DocumentLink
    holding: Holding
    wanted: Mapping[str, Any]

    @property
    def number(self) -> str:
        return self.document.number or ""


def changed_of(
    document: Document, link: DocumentLink, holding: Holding, context: Context, *, contact_id: str
) -> Changed:
    """``contact_id`` is empty where the company has no contact yet."""
    lines = list(document.lines.all())
    composed = compose.invoice(
        document, document.company, lines, context, contact_id=contact_id, link=link
    )
    wanted = invoices.as_sent(composed)
    wanted["Contact"]["Name"] = document.company.name
    return Changed(document, link, holding, wanted)


def gone(document: Document, link: DocumentLink) -> Iterator[Refusal]:
    """Deleted or voided in Xero by somebody there: a person says what follows."""
    if link.seen_status in GONE:
        what = gone_in_words(link.seen_status)
        yield refusal(
            "voided_in_xero", f"{document.number} was {what} in Xero.", kind=document.kind
        )


def obstacles(changed: Changed, context: Context) -> Iterator[Refusal]:
    """What Xero no longer allows, as far as it is known what it holds."""
    link, there = changed.link, changed.holding.element
    found = paid_edits.locked_period(link, there, context.lock_date, changed.document)
    if found is not None:
        yield found
    if there is not None and paid_edits.has_money(link):
        found = paid_edits.problem(_edit(changed, there), link, changed.document)
        if found is not None:
            yield found


def _edit(changed: Changed, there: Mapping[str, Any]) -> paid_edits.Edit:
    is_credited = bool(changed.link.seen_credited)
    kind = changed.document.kind
    return paid_edits.edit_of(there, changed.wanted, kind=kind, is_credited=is_credited)


def planned(changed: Changed, new_things: Sequence[str], *, may_replace: bool) -> Planned:
    """An update, or why not: nothing that was changed in Xero goes without somebody seeing it."""
    replaced = overwriting.overwritten(changed.wanted, changed.link, changed.holding)
    if not replaced:
        return Planned(changed.document, Will.UPDATE, " · ".join([_words(changed), *new_things]))
    if not may_replace:
        found = overwriting.changed_in_xero(changed.number, replaced, kind=changed.document.kind)
        return Planned(changed.document, Will.BLOCKED, found.sentence, found)
    said = f"replaces what was changed in Xero: {comparing.both(replaced)}"
    return Planned(
        changed.document,
        Will.UPDATE,
        " · ".join([_words(changed), *new_things, said]),
        replaces=changed.link.held_updated_at,
    )


def _words(changed: Changed) -> str:
    """What changes, as far as it is known what Xero holds."""
    there = changed.holding.element
    if there is None:
        return "what it changes is seen once Xero was read"
    status = changed.wanted["Status"]
    words = comparing.names(comparing.between(changed.wanted, there))
    parts = [words] if words else []
    if changed.link.seen_status and status != changed.link.seen_status and status in ARRIVES:
        parts.append(ARRIVES[status])
    return ", ".join(parts) or "nothing that Xero shows"
