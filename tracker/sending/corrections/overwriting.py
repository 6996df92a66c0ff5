"""What somebody changed in Xero since we last wrote there, and sending would replace: pure."""

from collections.abc import Mapping
from typing import Any

from tracker.accounts_system.models import DocumentLink
from tracker.sending import comparing
from tracker.sending.comparing import Difference
from tracker.sending.corrections.holdings import Holding
from tracker.sending.corrections.paid_edits import has_money
from tracker.sending.refusals import Refusal, refusal


def moved(link: DocumentLink) -> bool:
    """Whether anything at all, a payment included, has happened to it since our last write."""
    return link.seen_updated_at != link.accepted_updated_at


def must_be_read(link: DocumentLink, holding: Holding) -> bool:
    """Whether what we last sent does not tell what Xero holds.

    No stamp of Xero's tells of a due date that was changed on a part-paid invoice.
    """
    return moved(link) or has_money(link) or holding.sent is None


def overwritten(
    wanted: Mapping[str, Any], link: DocumentLink, holding: Holding
) -> list[Difference]:
    """Fields with both values; none where Xero was not read since it moved.

    Of what was linked by hand, or sent so long ago that the body was dropped, nothing tells who
    changed what: then all that differs counts.
    """
    if holding.record is None or not must_be_read(link, holding):
        return []
    now = comparing.differences(wanted, holding.record)
    if holding.sent is None:
        return now
    theirs = comparing.differences(holding.sent, holding.record)
    fields = {each.name for each in theirs}
    lines = any(_is_about_lines(each) for each in theirs)
    return [each for each in now if (lines if _is_about_lines(each) else each.name in fields)]


def _is_about_lines(found: Difference) -> bool:
    return bool(found.line) or found.name == "lines"


def changed_in_xero(number: str, found: list[Difference], *, kind: str) -> Refusal:
    """Why it waits for a person, with both values of each field."""
    sentence = f"{number} was changed in Xero: {comparing.both(found)}."
    return refusal("changed_in_xero", sentence, kind=kind)
