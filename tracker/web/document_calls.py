"""What went to Xero for one document and what came back, attempt by attempt: for owners."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from tracker.accounts_system.models import Attempt, Call
from tracker.sending.document_calls import CALLS_MAX, CarryingCall, Part, calls_that_carried
from tracker.web.access import Request, own_or_404
from tracker.web.document_filters import documents_of
from tracker.web.readable_json import parsed, readable
from tracker.xero.outcome import OutcomeKind

WHOLE_MAX = 20_000
"""Characters up to which a whole body is shown too."""
TEXT_MAX = 2_000
NAMES = ("Url", "ContactNumber", "Code", "Reference")
"""Where an element carries our mark."""
OTHER_NAMES = ("InvoiceNumber", "Name")
VERDICTS = {
    "": "Without a verdict so far",
    "answered": "Settled by Xero’s answer",
    "asked": "Its answer was missing: settled by reading Xero",
    "refused": "Refused by Xero as a whole",
    "said": "Settled by what a person said",
    "put back": "Taken back: what it carried went in another call",
}
DOUBT = "it may have arrived"
OUTCOMES: dict[str, str] = {
    "": f"No answer is recorded: {DOUBT}",
    OutcomeKind.ANSWERED: "Answered",
    OutcomeKind.NOT_SENT: "Never left: no connection to Xero was opened",
    OutcomeKind.NO_ANSWER: f"No answer came: {DOUBT}",
    OutcomeKind.LIMITED: "Turned away: Xero’s limit of calls",
    OutcomeKind.SERVER_ERROR: f"An error of Xero’s own: {DOUBT}",
    OutcomeKind.REFUSED: "Refused as a whole",
    OutcomeKind.UNAUTHORISED: "Turned away: access had expired, or was withdrawn",
    OutcomeKind.FORBIDDEN: "Turned away: access was withdrawn",
}


@dataclass(frozen=True)
class Shown:
    """A body as far as it is this document's, and the whole of it where that is more and small."""

    part: str = ""
    whole: str = ""
    remark: str = ""


@dataclass(frozen=True)
class AttemptRow:
    attempt: Attempt
    words: str
    is_doubt: bool
    answer: Shown


@dataclass(frozen=True)
class CallRow:
    call: Call
    verdict: str
    request: Shown
    attempts: list[AttemptRow] = field(default_factory=list)


@require_safe
def document_calls(request: Request, kind: str, id: UUID) -> HttpResponse:
    """Everybody else than an owner is told that there is no such page."""
    if not request.user.may_own:
        raise Http404
    document = own_or_404(request, documents_of(request.user.agency, kind), pk=id)
    rows = [_row(each) for each in calls_that_carried(document)]
    page = {"document": document, "rows": rows, "is_cut": len(rows) == CALLS_MAX}
    return render(request, "documents/calls.html", page)


def _row(found: CarryingCall) -> CallRow:
    body = found.call.body
    return CallRow(
        found.call,
        _verdict(found.call),
        shown(bytes(body), found.parts) if body is not None else Shown(remark="Dropped by now."),
        [_attempt_row(each, found.parts) for each in found.attempts],
    )


def _verdict(call: Call) -> str:
    if call.settled_at is None and call.wait_until is not None:
        return f"{VERDICTS['']}: it goes on at {localtime(call.wait_until):%H:%M:%S}"
    return VERDICTS.get(call.verdict) or call.verdict.capitalize()


def _attempt_row(attempt: Attempt, parts: list[Part]) -> AttemptRow:
    words = OUTCOMES.get(attempt.outcome, attempt.outcome)
    answer = _answer(attempt, parts)
    return AttemptRow(attempt, words, words.endswith(DOUBT), answer)


def _answer(attempt: Attempt, parts: list[Part]) -> Shown:
    if attempt.answer is None:
        return Shown(remark="Dropped by now." if attempt.status else "")
    return shown(bytes(attempt.answer), parts)


def shown(body: bytes, parts: list[Part]) -> Shown:
    """What of a request or an answer belongs to these parts of it."""
    data = parsed(body)
    if data is None:
        return Shown(remark=body.decode(errors="replace")[:TEXT_MAX].strip())
    text = readable(data)
    whole = text if len(text) <= WHOLE_MAX else ""
    elements = _elements(data)
    if len(elements) <= 1:
        return Shown(part=whole or readable(elements or data))
    mine = [each for each in elements if _is_one_of(each, parts)]
    if not mine:
        return Shown(whole=whole, remark="It does not name this document.")
    return Shown(part="\n".join(readable(each) for each in mine), whole=whole)


def _elements(data: Any) -> list[Any]:
    """The records of a body: the first list at its top that holds objects."""
    if not isinstance(data, dict):
        return []
    lists = [each for each in data.values() if isinstance(each, list) and each]
    return next((each for each in lists if isinstance(each[0], dict)), [])


def _is_one_of(element: Any, parts: list[Part]) -> bool:
    if not isinstance(element, dict):
        return False
    marks = {str(element[name]) for name in NAMES if element.get(name)}
    if marks & {part.mark for part in parts}:
        return True
    # Xero may leave our mark out of an answer: then the number or the name tells.
    names = {str(element[name]) for name in OTHER_NAMES if element.get(name)}
    return not marks and bool(names & {part.name for part in parts})


urls = [path("<kind:kind>/<uuid:id>/calls/", document_calls, name="document_calls")]
