"""What a person sees of one document of a batch, in the words of its page, as one text."""

import re
from dataclasses import dataclass

from tracker import clock
from tracker.documents.models import Document
from tracker.sending.models import Batch
from tracker.web.batch_counts import counts_of
from tracker.web.live_sheet import notices_of
from tracker.web.send_rows import Row, rows_of

A_TIME = re.compile(r"\d\d:\d\d")


@dataclass(frozen=True)
class Look:
    """``words``: the row's state and sentence and the page's notice; times are written HH:MM.

    ``done``: the messages of what was done. ``waits``: for how many seconds from now.
    """

    words: str
    done: tuple[str, ...]
    waits: float | None


def first_of(batch: Batch) -> Document:
    """The document that stands first on the batch's page."""
    first = batch.deliveries.select_related("document__company").order_by("position").first()
    assert first is not None
    return first.document


def what_is_seen(batch: Batch, document: Document) -> Look:
    batch = Batch.objects.select_related("connection", "agency").get(pk=batch.pk)
    rows = batch.deliveries.select_related("document__company", "batch")
    delivery = rows.get(document=document)
    (row,) = rows_of(batch, [delivery])
    notices = notices_of(batch, counts_of([batch])[batch.pk])
    told = [_row_words(row), *(f"{each.sentence} {each.label}".strip() for each in notices)]
    words = A_TIME.sub("HH:MM", " | ".join(told)).replace(str(document), "{number}")
    until = delivery.waiting_until
    waits = (until - clock.now()).total_seconds() if until else None
    return Look(words, tuple(row.messages), waits)


def _row_words(row: Row) -> str:
    parts = [row.status.text]
    parts += [f": {each}" for each in row.words if row.status.text == "Sending"]
    if row.problem:
        parts.append(f": {row.problem}")
    if row.fix is not None:
        parts.append(f" → {row.fix.before}{row.fix.label}{row.fix.after}")
    return "".join(parts)
