"""PlugIns → Keeping in step: what Tracker looks at in Xero by itself, and when it last did."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tracker.accounts_system import connecting
from tracker.accounts_system.models import Connection
from tracker.syncing import schedule, summary, syncs, webhook_events
from tracker.syncing.models import Sync
from tracker.web.access import Request, writers_only
from tracker.web.entity import the_entity

Why = Sync.Why


@dataclass(frozen=True)
class Look:
    """One way in which Tracker looks by itself, and what it found the last time."""

    why: str
    title: str
    sentence: str
    last: Sync | None
    result: str


@require_safe
def keeping_in_step(request: Request) -> HttpResponse:
    connection = connecting.of_entity(the_entity(request))
    page = {
        "connection": connection,
        "is_on": schedule.is_on(),
        "webhook_address": f"{settings.TRACKER_URL}/webhooks/xero/",
        "has_key": bool(settings.XERO_WEBHOOK_KEY),
        **(_about(connection) if connection else {}),
    }
    return render(request, "plugins/keeping_in_step.html", page)


@writers_only
@require_POST
def run_now(request: Request) -> HttpResponse:
    """Do one of them now; it shows its own page while it runs."""
    connection = connecting.of_entity(the_entity(request))
    why = request.POST.get("why", "")
    if connection is None or why not in (Why.POLL, Why.NIGHTLY, Why.MONTHLY):
        raise Http404
    syncs.ask_once(connection=connection, why=why, by=request.user)
    asked = schedule.last(connection, why)
    return redirect("sync", asked.pk) if asked else redirect("keeping_in_step")


def _about(connection: Connection) -> dict[str, object]:
    told = schedule.last(connection, Why.WEBHOOK)
    return {
        "last_received": webhook_events.last_received(connection.tenant_id),
        "told": _look(told, Why.WEBHOOK, "", ""),
        "read_at": connection.heads_read_at,
        "looks": [
            _look(schedule.last(connection, why), why, title, sentence)
            for why, title, sentence in _in_words()
        ],
    }


def _in_words() -> list[tuple[str, str, str]]:
    minutes = settings.TRACKER_POLL_MINUTES or 15
    return [
        (
            Why.POLL,
            f"Every {minutes} minutes" if minutes != 1 else "Every minute",
            "What changed in Xero since anybody last looked: one call, unless more than a thousand"
            " did. Left out where Xero was read meanwhile.",
        ),
        (
            Why.NIGHTLY,
            "Every night, from 02:30",
            "The part-paid invoices and bills one by one: Xero does not tell when a due date of"
            " one of these moves.",
        ),
        (
            Why.MONTHLY,
            "Every month, in the night of the first",
            "Every invoice and bill that is open in Xero, whatever Tracker believes of it.",
        ),
    ]


def _look(last: Sync | None, why: str, title: str, sentence: str) -> Look:
    result = ""
    if last is not None:
        is_open = last.ended_at is None and not last.failure
        result = "On its way." if is_open else summary.in_words(last)
    return Look(why, title, sentence, last, result)


urls = [
    path("plugins/keeping-in-step/", keeping_in_step, name="keeping_in_step"),
    path("plugins/keeping-in-step/run/", run_now, name="keeping_in_step_run"),
]
