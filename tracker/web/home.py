"""Home: what needs a person, and how the link to Xero is."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from tracker.accounts_system import connecting
from tracker.accounts_system.models import Connection
from tracker.accounts_system.settings import Problem, current, problems_of
from tracker.documents.kinds import KINDS
from tracker.sending.models import Delivery, State
from tracker.syncing import differences
from tracker.web.access import Request
from tracker.web.document_filters import documents_of
from tracker.web.entity import the_entity
from tracker.web.home_counts import matters
from tracker.web.navigation import address_of
from tracker.web.records_older import count_of

RENEWED_MAX = 200
OWNERS_DO = "An owner of your agency does this."
WRITERS_DO = "Owners and finance do this."


@dataclass(frozen=True)
class Step:
    """One of the three steps to the first sent invoice.

    Without an `address` it is not this person's to take; `by_whom` says whose it is.
    """

    words: str
    note: str
    address: str
    is_done: bool
    by_whom: str


@dataclass(frozen=True)
class Trouble:
    """What is wrong with the settings of one kind."""

    page: str
    address: str
    problems: list[Problem]


@require_safe
def home(request: Request) -> HttpResponse:
    connection = connecting.of_entity(the_entity(request))
    if connection is not None:
        # What was settled since it was found to differ is counted no more.
        differences.renew(connection, differing=True, most=RENEWED_MAX)
    steps = _steps(request, connection)
    page = {
        "connection": connection,
        "older": count_of(connection),
        "steps": [] if all(step.is_done for step in steps) else steps,
        "next_step": next((step for step in steps if not step.is_done), None),
        "matters": matters(request.user.agency),
        "troubles": _troubles(request, connection) if connection else [],
    }
    return render(request, "home.html", page)


def _troubles(request: Request, connection: Connection) -> list[Trouble]:
    """Settings that a person has to look at; those of payments once there are any."""
    return [
        Trouble(words.settings_page, address_of("document_settings", words.value), found)
        for words in KINDS.values()
        if words.value == "invoice" or documents_of(request.user.agency, words.value).exists()
        if (found := problems_of(connection, words.value))
    ]


def _steps(request: Request, connection: Connection | None) -> list[Step]:
    person = request.user
    settings = current(connection, "invoice") if connection else None
    sent = Delivery.objects.filter(batch__agency=person.agency, state=State.SENT)
    return [
        Step(
            "Connect Xero",
            "Switch the Xero PlugIn on, allow access, and select your company.",
            address_of("plugins") if person.may_own else "",
            connection is not None,
            "" if person.may_own else OWNERS_DO,
        ),
        Step(
            "Check Invoice Settings",
            "Tracker proposes accounts and tax rates from your own chart; you confirm them.",
            address_of("document_settings", "invoice") if connection and person.may_own else "",
            bool(settings and settings.confirmed),
            "" if person.may_own else OWNERS_DO,
        ),
        Step(
            "Send the first invoice",
            "Tick one in the list, then Action, Send to Xero.",
            reverse("documents", args=["invoice"]) if person.may_write else "",
            sent.exists(),
            "" if person.may_write else WRITERS_DO,
        ),
    ]


urls = [path("", home, name="home")]
