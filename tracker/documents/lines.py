"""Writing a document's lines: each keeps its id, as Xero's line ids hang on it."""

from tracker.agencies.not_possible import NotPossible
from tracker.documents.kinds import words_for
from tracker.documents.line_drafts import LineDraft, values_of
from tracker.documents.models import Document, Line
from tracker.money import LineTotal, Totals

TOTALS = ("amount", "net", "tax")


def write_lines(document: Document, drafts: list[LineDraft], totals: Totals) -> bool:
    """Make the document's lines what the drafts say; true where their content or order changed.

    The document's own totals are set, not saved. Raises ``NotPossible`` for the id of a line
    that is not the document's.
    """
    present = {line.id: line for line in document.lines.all()}
    kept = _kept_ids(drafts, present, document.kind)
    changed = bool(present.keys() - kept)
    document.lines.filter(id__in=present.keys() - kept).delete()
    for place, (draft, total) in enumerate(zip(drafts, totals.lines, strict=True), start=1):
        line = present[draft.id] if draft.id else Line(document=document)
        changed |= _write_line(line, place, draft, total)
    document.net, document.tax, document.gross = totals.net, totals.tax, totals.gross
    return changed


def _kept_ids(drafts: list[LineDraft], present: dict[int, Line], kind: str) -> set[int]:
    ids = [draft.id for draft in drafts if draft.id]
    if len(set(ids)) != len(ids) or not present.keys() >= set(ids):
        one = words_for(kind).one
        raise NotPossible(f"Somebody else changed the lines meanwhile: open the {one} again.")
    return set(ids)


def _write_line(line: Line, place: int, draft: LineDraft, total: LineTotal) -> bool:
    said = {"position": place, **values_of(draft)}
    changed = line.pk is None or any(getattr(line, name) != value for name, value in said.items())
    counted = {name: getattr(total, name) for name in TOTALS}
    if changed or any(getattr(line, name) != value for name, value in counted.items()):
        for name, value in {**said, **counted}.items():
            setattr(line, name, value)
        line.save()
    return changed
