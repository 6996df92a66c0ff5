"""An office with a great many invoices, written by the database itself."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import AutoField, Model

from tracker import clock
from tracker.accounts_system.models import Connection, DocumentLink, Settings
from tracker.agencies.models import Agency
from tracker.companies.models import Company
from tracker.documents.models import Document
from tracker.sending.models import Batch, Delivery

COMPANIES = 500
SENT = 5  # every so many is sent

PLACE = "substr(number, 5)::int"
SENT_ONES = f"""FROM documents_document
    WHERE number >= %(first_number)s AND {PLACE} %% %(sent)s = 0"""

# What is not named here has its model's default.
DOCUMENTS = {
    "id": "gen_random_uuid()",
    "agency_id": "%(agency)s",
    "entity_id": "%(entity)s",
    "lifecycle": "'approved'",
    "number": "'INV-' || lpad(place::text, 7, '0')",
    "company_id": "(%(companies)s::uuid[])[1 + place %% %(company_count)s]",
    "date": "day",
    "due_date": "day + 30",
    "net": "100 + place %% 900",
    "tax": "20",
    "gross": "120 + place %% 900",
    "created_at": "now()",
}
ALL_DAYS = """FROM generate_series(%(first)s::int, %(last)s::int) AS place,
    LATERAL (SELECT date '2015-01-01' + (place::bigint * 7919 %% 3650)::int AS day) AS days"""
DELIVERIES = {
    "batch_id": "%(batch)s",
    "document_id": "id",
    "position": PLACE,
    "revision": "1",
    "settings_id": "%(settings)s",
    "state": "'sent'",
    "latest": "true",
    "settled_at": "now()",
}
LINKS = {
    "connection_id": "%(connection)s",
    "document_id": "id",
    "remote_id": "id::text",
    "how": "'created'",
    "linked_at": "now()",
    "accepted_revision": "1",
    "line_ids": "'{}'",
    "seen_status": "'AUTHORISED'",
    "seen_total": "gross",
    "seen_due": "gross",
    "seen_paid": "0",
    "seen_credited": "0",
}


@dataclass(frozen=True)
class ManyInvoices:
    """The office's keys, as the statements name them."""

    values: dict[str, Any]


def prepare_office() -> ManyInvoices:
    """Companies, a connection and one batch in the only agency."""
    agency = Agency.objects.get()
    entity = agency.entities.get()
    companies = Company.objects.bulk_create(
        Company(agency=agency, name=f"Client {place}", name_key=f"client {place}")
        for place in range(COMPANIES)
    )
    link = Connection.objects.create(
        agency=agency,
        entity=entity,
        tenant_id="benchmark",
        tenant_name="Benchmark",
        send_from_date=date(2010, 1, 1),
        connected_at=clock.now(),
    )
    chosen = Settings.objects.create(connection=link, version=1, saved_at=clock.now())
    batch = Batch.objects.create(
        agency=agency,
        connection=link,
        kind="invoice",
        number=1,
        by_name="benchmark",
        prepared_at=clock.now(),
    )
    keys = {"agency": agency.pk, "entity": entity.pk, "connection": link.pk}
    listed = [company.pk for company in companies]
    more = {"companies": listed, "company_count": COMPANIES, "sent": SENT}
    return ManyInvoices(keys | more | {"settings": chosen.pk, "batch": batch.pk})


def add_invoices(office: ManyInvoices, there: int, more: int) -> int:
    """Write ``more`` invoices after the first ``there``; answers how many there are then."""
    first = there + 1
    numbers: dict[str, Any] = {
        "first": first,
        "last": there + more,
        "first_number": f"INV-{first:07}",
    }
    with connection.cursor() as cursor:
        for model, named, source in (
            (Document, DOCUMENTS, ALL_DAYS),
            (Delivery, DELIVERIES, SENT_ONES),
            (DocumentLink, LINKS, SENT_ONES),
        ):
            statement, defaults = _insert(model, named, source)
            cursor.execute(statement, office.values | numbers | defaults)
    return there + more


def _insert(model: type[Model], named: dict[str, str], source: str) -> tuple[str, dict[str, Any]]:
    """The statement that writes ``named`` and every other column's default, and those defaults."""
    others = [
        field
        for field in model._meta.concrete_fields
        if field.column not in named and not field.null and not isinstance(field, AutoField)
    ]
    defaults = {
        f"default_{field.column}": field.get_db_prep_save(field.get_default(), connection)
        for field in others
    }
    values = named | {str(field.column): f"%(default_{field.column})s" for field in others}
    columns = ", ".join(values)
    text = f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {', '.join(values.values())}"
    return f"{text} {source}", defaults


def settle() -> None:
    """What the database does by itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
