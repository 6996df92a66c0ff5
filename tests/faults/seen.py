"""What a person sees of one document of a batch, in the words of its page, as one text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tracker import clock
from tracker.documents.models import Document
from tracker.sending.models import Batch
from tracker.web.batch_counts import counts_of
from tracker.web.live_sheet import Notice, notices_of
from tracker.web.send_rows import Row, rows_of

A_TIME = re.compile(r"(\d+ \w+, )?\d\d:\d\d")
A_DATE = re.compile(r"\d+ \w+(?=, HH:MM)")
HALF_A_DAY_SECONDS = 12 * 3600


@dataclass(frozen=True)
class Look:
    """``words``: the row's state and sentence and the page's notice; times are written HH:MM,
    and days D Mon.

    ``done``: the messages of what was done. ``waits``: for how many seconds from now; 0 for none.
    """

    words: str
    done: tuple[str, ...]
    waits: float


def first_of(batch: Batch, documents: list[Document]) -> Document:
    """The document that stands first on the batch's page; one that carries none is about one."""
    first = batch.deliveries.select_related("document__company").order_by("position").first()
    return first.document if first is not None else documents[0]


def what_is_seen(batch: Batch, document: Document) -> Look:
    batch = Batch.objects.select_related("connection", "agency").get(pk=batch.pk)
    rows = batch.deliveries.select_related("document__company", "batch")
    delivery = rows.get(document=document)
    (row,) = rows_of(batch, [delivery])
    notices = notices_of(batch, counts_of([batch])[batch.pk])
    words = with_notices(_row_words(row), notices)
    return look_of(words, str(document), tuple(row.messages), delivery.waiting_until)


def with_notices(words: str, notices: Iterable[Notice]) -> str:
    return " | ".join([words, *(f"{each.sentence} {each.label}".strip() for each in notices)])


def look_of(words: str, name: str, done: tuple[str, ...], until: datetime | None) -> Look:
    """``name`` is of what the row is about: it differs from test to test."""
    waits = (until - clock.now()).total_seconds() if until else 0
    # A short wait may run past midnight, and then the page says the day.
    time = r"\1HH:MM" if waits > HALF_A_DAY_SECONDS else "HH:MM"
    words = A_DATE.sub("D Mon", A_TIME.sub(time, words))
    return Look(words.replace(name, "{number}"), done, waits)


def _row_words(row: Row) -> str:
    parts = [row.status.text]
    parts += [f": {each}" for each in row.words if row.status.text == "Sending"]
    if row.problem:
        parts.append(f": {row.problem}")
    if row.fix is not None:
        parts.append(f" → {row.fix.before}{row.fix.label}{row.fix.after}")
    return "".join(parts)
