"""From the switch to Xero's consent page, back, and to the choice of the organisation."""

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from tracker import clock
from tracker.accounts_system import connecting, consents
from tracker.accounts_system.consents import Tenant
from tracker.accounts_system.models import Connection, Consent
from tracker.agencies.models import Entity
from tracker.agencies.not_possible import NotPossible
from tracker.documents.kinds import KINDS
from tracker.documents.models import Document
from tracker.sending import adoption, refreshing
from tracker.sending.waking import wake
from tracker.web.access import Request, own, own_or_404, owners_only
from tracker.web.entity import the_entity

RECENT = timedelta(days=92)


class OrganisationForm(forms.Form):
    """Which organisation, and from which date documents are sent."""

    tenant = forms.ChoiceField(label="Select your Company", widget=forms.RadioSelect)
    send_from_date = forms.DateField(
        label="Send from",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="Invoices and payments dated earlier are never sent: leave out what is already"
        " in Xero.",
    )

    def __init__(self, *args: object, tenants: list[Tenant], **others: object) -> None:
        super().__init__(*args, **others)  # type: ignore[arg-type]
        choices = [(each.tenant_id, each.name) for each in tenants]
        self.fields["tenant"].choices = choices  # type: ignore[attr-defined]
        self.fields["tenant"].error_messages["required"] = "Choose the organisation to connect."


@require_POST
@owners_only
def begin(request: Request) -> HttpResponse:
    try:
        begun = connecting.begin(request.user, session_key=_session_key(request))
    except NotPossible as problem:
        return _not_connected(request, problem)
    return redirect(begun.url)


@require_GET
@owners_only
def callback(request: Request) -> HttpResponse:
    """Where Xero sends the browser back to, with a code or an error."""
    try:
        consent = connecting.finish(
            request.user,
            session_key=_session_key(request),
            state=request.GET.get("state", ""),
            code=request.GET.get("code", ""),
            error=request.GET.get("error", ""),
        )
    except NotPossible as problem:
        return _not_connected(request, problem)
    return redirect("choose_organisation", consent_id=consent.pk)


@owners_only
def choose(request: Request, consent_id: int) -> HttpResponse:
    own_or_404(request, Consent, pk=consent_id)
    try:
        consent = consents.own_consent(request.user, consent_id, session_key=_session_key(request))
    except NotPossible as problem:
        return _not_connected(request, problem)
    tenants = consents.to_choose_from(consent)
    entity = the_entity(request)
    form = OrganisationForm(
        request.POST or None, tenants=tenants, initial=_initial(entity, tenants)
    )
    answer = _connect(request, form, consent, tenants, entity) if form.is_valid() else None
    status = 400 if form.is_bound else 200
    return answer or render(request, "plugins/choose.html", {"form": form}, status=status)


def _connect(
    request: Request,
    form: OrganisationForm,
    consent: Consent,
    tenants: list[Tenant],
    entity: Entity,
) -> HttpResponse | None:
    chosen = next(each for each in tenants if each.tenant_id == form.cleaned_data["tenant"])
    try:
        connection = connecting.connect_chosen(
            consent,
            entity=entity,
            tenant=chosen,
            send_from_date=form.cleaned_data["send_from_date"],
            by=request.user,
        )
    except NotPossible as problem:
        form.add_error(None, problem.sentence)
        return None
    with transaction.atomic():
        # What waited for the connection goes on at once.
        wake(connection.tenant_id)
    messages.success(request, f"Tracker is connected to {connection.tenant_name}.")
    _read_contacts(request, connection)
    return redirect("plugins")


def _read_contacts(request: Request, connection: Connection) -> None:
    """So that what is in Xero already is pointed out before anything is sent."""
    try:
        for kind in KINDS:
            waiting = adoption.free_documents(connection, kind)
            if waiting.exists():
                refreshing.refresh_old(connection, documents=waiting)
    except NotPossible as problem:
        messages.warning(request, problem.sentence)


def _initial(entity: Entity, tenants: list[Tenant]) -> dict[str, object]:
    """What the same organisation had before; else the only one there is."""
    ids = [each.tenant_id for each in tenants]
    known = Connection.objects.filter(entity=entity, tenant_id__in=ids)
    before = known.order_by("-connected_at").first()
    if before:
        return {"tenant": before.tenant_id, "send_from_date": before.send_from_date}
    return {"tenant": ids[0] if len(ids) == 1 else None, "send_from_date": _start(entity)}


def _start(entity: Entity) -> date:
    """This month, or the oldest of the last months' documents that still are to be sent."""
    today = clock.today()
    approved = Document.objects.filter(
        entity=entity, lifecycle=Document.Lifecycle.APPROVED, already_in_xero=False
    )
    # As the books date them: a payment by its supplier's date.
    recent = approved.annotate(on=Coalesce("supplier_date", "date")).filter(on__gte=today - RECENT)
    oldest = recent.order_by("on").values_list("on", flat=True).first()
    return min(filter(None, [today.replace(day=1), oldest]))


def _not_connected(request: Request, problem: NotPossible) -> HttpResponse:
    page = {
        "sentence": problem.sentence,
        "connection": own(request, Connection).filter(disconnected_at=None).first(),
    }
    return render(request, "plugins/not_connected.html", page, status=400)


def _session_key(request: Request) -> str:
    return request.session.session_key or ""


urls = [
    path("plugins/xero/connect/", begin, name="connect_xero"),
    path("plugins/xero/callback/", callback, name="xero_callback"),
    path("plugins/xero/company/<int:consent_id>/", choose, name="choose_organisation"),
]
