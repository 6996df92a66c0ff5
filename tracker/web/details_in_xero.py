"""Company → Banking Information → *Update details in Xero*: the change first, then *Send*."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from tracker.accounts_system import connecting
from tracker.accounts_system.failures import NOT_CONNECTED
from tracker.accounts_system.models import Connection
from tracker.agencies.not_possible import NotPossible
from tracker.companies.models import Company
from tracker.sending import contact_updates
from tracker.sending.models import ContactUpdate, DoubledVoid, State
from tracker.web.access import Request, own_or_404, writers_only
from tracker.web.batch_counts import checking_words, waiting_words
from tracker.web.entity import the_entity
from tracker.web.statuses import SENT, UNDER_WAY, Status


@writers_only
@require_POST
def details(request: Request, id: UUID) -> HttpResponse:
    """Read the contact in Xero and show what would change; with ``seen``, send just that."""
    company = own_or_404(request, Company, pk=id)
    try:
        connection = _connection(request)
        if request.POST.get("seen"):
            return _send(request, company, connection)
        prepared = contact_updates.prepare(company, connection=connection, by=request.user)
    except NotPossible as problem:
        messages.error(request, problem.sentence)
        return redirect("company", id)
    if not prepared.changes:
        messages.success(request, "Xero has all details as they are here: nothing to update.")
        return redirect("company", id)
    page = {"company": company, "prepared": prepared, "connection": connection}
    return render(request, "companies/update_details.html", page)


def status_of(update: ContactUpdate | DoubledVoid) -> Status:
    """What became of sending the details, or of voiding what is doubled."""
    state = State(update.state)
    if state == State.CHECKING:
        return Status("checking", "wait", checking_words(update.waiting_until))
    if state == State.WAITING:
        return Status("waiting", "wait", waiting_words(update.waiting_until))
    if state == State.REFUSED:
        return Status("refused", "bad", "Refused", update.sentence)
    if state == State.SENT:
        return SENT
    return UNDER_WAY.get(state) or Status("not-sent", "quiet", "Not sent", update.sentence)


def _send(request: Request, company: Company, connection: Connection) -> HttpResponse:
    seen = request.POST["seen"]
    batch = contact_updates.send(company, connection=connection, seen=seen, by=request.user)
    messages.success(request, f"The details are on their way to Xero, in batch {batch.number}.")
    return redirect("company", company.pk)


def _connection(request: Request) -> Connection:
    connection = connecting.of_entity(the_entity(request))
    if connection is None:
        raise NotPossible(NOT_CONNECTED)
    return connection


urls = [path("companies/<uuid:id>/xero/details/", details, name="company_details")]
