"""Every address that something can be sent to × everybody who could send it."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import chain

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from tests import cast
from tests.cast import Clients, Office
from tests.web.addresses import Address, _patterns, addresses
from tests.web.conftest import signed_in
from tests.web.everything import everything
from tests.web.who_may_write import ALL, ANYONE, FINANCE, FORMS, OWNER, READS, SIGNED_IN
from tracker.agencies.models import Agency, Person
from tracker.companies.models import Company
from tracker.documents.models import Document

FORBIDDEN, NOT_THIS_WAY = 403, 405
LET_IN = 0
OURS = ("agencies", "companies", "documents", "accounts_system", "sending", "syncing")
WRITE = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
# What a page keeps of its own looking: nothing that a person has said.
DERIVED = {("differences", "accounts_system_documentlink")}


@pytest.fixture
def walked(the_office: Office, clients: Clients) -> list[Address]:
    """Each address once, with records of the office that really exist."""
    everything(the_office, clients)
    return list({each.name: each for each in reversed(addresses(the_office.agency))}.values())


def test_every_address_has_its_one_place(walked: list[Address]) -> None:
    placed = Counter(name for names in ALL for name in names)
    assert placed == Counter(each.name for each in walked)


def test_a_name_is_of_one_view_and_what_has_none_is_another_address_of_a_named_one() -> None:
    patterns = list(_patterns(get_resolver().url_patterns))
    views = {(each.name, each.callback) for each in patterns if each.name}
    assert len(views) == len({name for name, _ in views})
    named = {view for _, view in views}
    assert [each for each in patterns if not each.name and each.callback not in named] == []


def test_each_role_may_send_what_the_table_says(walked: list[Address], the_office: Office) -> None:
    people = {the_office.viewer: SIGNED_IN, the_office.colleague: SIGNED_IN | FINANCE}
    people[the_office.owner] = SIGNED_IN | FINANCE | OWNER
    for person, may in people.items():
        client = signed_in(person)
        for each in walked:
            if each.name in ANYONE or each.name == "sign_out":
                continue
            status = _status(client, each)
            if each.name in READS:
                assert status in (FORBIDDEN, NOT_THIS_WAY), (person.role, each.path)
            else:
                assert (status == FORBIDDEN) == (each.name not in may), (person.role, each.path)
                assert status != NOT_THIS_WAY, each.path


def test_what_another_site_makes_a_browser_send_is_refused(
    walked: list[Address], the_office: Office
) -> None:
    signed_out, owner = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    owner.force_login(the_office.owner)
    for each in walked:
        if each.name == "xero_webhook":
            continue
        client = signed_out if each.name in ANYONE else owner
        answer = client.post(each.path, headers={"Origin": "https://evil.example"})
        assert answer.status_code == FORBIDDEN, each.path
        assert b"Please send that once more" in answer.content, each.path


def test_asking_for_a_page_changes_nothing(walked: list[Address], the_office: Office) -> None:
    """Another site's link makes a browser ask, cookie and all, and no token goes with it."""
    owner = signed_in(the_office.owner)
    for each in walked:
        with CaptureQueriesContext(connection) as queries:
            status = _asked(owner, each)
        assert (status == NOT_THIS_WAY) == (each.name not in FORMS | READS), each.path
        written = {(each.name, found[1]) for sql in queries if (found := WRITE.match(sql["sql"]))}
        assert written <= DERIVED, each.path


def test_another_agencys_owner_changes_nothing_of_ours(
    walked: list[Address], the_office: Office
) -> None:
    """Not by our addresses, nor by theirs with our records in the form."""
    otto = signed_in(cast.outsider())
    form = _a_form_about(the_office.agency)
    before, about_them = _of(the_office.agency), _beside()
    for each in walked:
        if each.name in OWNER | FINANCE | SIGNED_IN and each.name != "sign_out":
            _status(otto, each, form, kept=True)
    assert _of(the_office.agency) == before
    assert about_them - _beside() == set(), "what names no agency belongs to what does"


def _asked(client: Client, address: Address) -> int:
    """What a person gets who only asks; a page may come as far as a call to Xero, and reads it."""
    try:
        return client.get(address.path).status_code
    except RuntimeError as problem:
        assert "a request to Xero may not leave" in str(problem)
        return LET_IN


def _status(
    client: Client, address: Address, form: dict[str, object] | None = None, *, kept: bool = False
) -> int:
    """What a person gets. Whoever comes as far as a call to Xero was let in."""
    with transaction.atomic():
        try:
            status = client.post(address.path, form or {}).status_code
        except RuntimeError as problem:
            assert "a request to Xero may not leave" in str(problem)
            status = LET_IN
        transaction.set_rollback(not kept or status == LET_IN)
    return status


def _a_form_about(agency: Agency) -> dict[str, object]:
    """What our own pages send, in one form."""
    documents = list(Document.objects.filter(agency=agency).values_list("pk", flat=True))
    company = Company.objects.filter(agency=agency).latest("pk")
    return {
        "document": documents,
        "company": company.name,
        "other": company.pk,
        "invoice": documents[0],
        "name": "Stolen",
        "confirmed": "yes",
        "role": "viewer",
        "date": "2026-11-03",
    }


def _of(agency: Agency) -> dict[str, list[object]]:
    """Every row that belongs to an agency, by its table; whoever is asked for is left out."""
    return {
        model._meta.db_table: sorted(_rows(model, agency), key=str)
        for model in apps.get_models()
        if model._meta.app_label != "web" and _belongs(model)
    }


def _beside() -> set[tuple[str, str]]:
    """Every row of ours that names no agency itself: lines, links, deliveries."""
    ours = [apps.get_app_config(label).get_models() for label in OURS]
    return {
        (model._meta.db_table, str(row))
        for model in chain(*ours)
        if model is not Person and not _belongs(model)
        for row in model._default_manager.values_list()
    }


def _belongs(model: type[Model]) -> bool:
    return model is not Person and any(field.name == "agency" for field in model._meta.fields)


def _rows(model: type[Model], agency: Agency) -> Iterable[object]:
    return model._default_manager.filter(agency=agency).values_list()
