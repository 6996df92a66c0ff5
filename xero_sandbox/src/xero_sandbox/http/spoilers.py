"""What a fault makes of an answer on its way out; what is remembered under the key stays whole."""

import random
from collections.abc import Callable
from typing import Any

from xero_sandbox.exact_json import read_plain, write
from xero_sandbox.http import answers
from xero_sandbox.http.answers import Answer

UNHEARD_OF = "NOTYETKNOWN"


def spoilt(answer: Answer, kind: str) -> Answer:
    """The answer as a fault of that kind leaves it."""
    spoil = _SPOILERS.get(kind)
    if spoil is None:
        return answer
    copy = Answer(answer.status, answer.body, answer.content_type, dict(answer.headers))
    spoil(copy)
    return copy


def _lose(answer: Answer) -> None:
    answer.reply.cut = "lost"


def _cut(answer: Answer) -> None:
    answer.reply.cut = "half"


def _garble(answer: Answer) -> None:
    answer.status, answer.content_type = 200, answers.HTML
    answer.body = "<html><head><title>Xero</title></head><body><p>Please wait while we"


def _take_records(answer: Answer) -> None:
    """Leave an object in JSON that tells of nothing, not even of an empty list."""
    answer.status = 200
    answer.body = write({"Status": "OK"})


def _unreadable(answer: Answer) -> None:
    """Give the first record that has an amount a word in place of it."""
    told = _members(answer)
    records = [each for values in told.values() if isinstance(values, list) for each in values]
    for record in records:
        for name in ("Total", "Amount"):
            if name in record:
                record[name] = "a lot"
                answer.body = write(told)
                return


def _reorder(answer: Answer) -> None:
    """Shuffle the records of the answer; two change places."""
    told = _members(answer)
    for values in told.values():
        if isinstance(values, list):
            before = list(values)
            random.Random(len(values)).shuffle(values)
            if values == before:
                values.reverse()
    if told:
        answer.body = write(told)


def _unknown_enum(answer: Answer) -> None:
    """Give the first record that has one a status, class or type that no client has heard of."""
    told = _members(answer)
    records = [each for values in told.values() if isinstance(values, list) for each in values]
    for record in records:
        for name in ("Status", "ContactStatus", "Class", "TaxType", "Type"):
            if name in record:
                record[name] = UNHEARD_OF
                answer.body = write(told)
                return


def _members(answer: Answer) -> dict[str, Any]:
    try:
        told = read_plain(answer.body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


_SPOILERS: dict[str, Callable[[Answer], None]] = {
    "lost_reply": _lose,
    "cut_reply": _cut,
    "unparsable": _garble,
    "no_records": _take_records,
    "unreadable_record": _unreadable,
    "reordered": _reorder,
    "unknown_enum": _unknown_enum,
}
