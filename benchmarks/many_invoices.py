"""An office with a great many invoices, written by the database itself."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from tracker import clock
from tracker.accounts_system.models import Connection, Settings
from tracker.agencies.models import Agency
from tracker.companies.models import Company
from tracker.sending.models import Batch

COMPANIES = 500
SENT = 5  # every so many is sent

DOCUMENTS = """
INSERT INTO documents_document (id, agency_id, entity_id, kind, lifecycle, number, company_id,
    date, due_date, reference, placement, consultant, branch, currency, amounts_are, net, tax,
    gross, revision, already_in_xero, imported_digest, created_at)
SELECT gen_random_uuid(), %(agency)s, %(entity)s, 'invoice', 'approved',
    'INV-' || lpad(place::text, 7, '0'), (%(companies)s::uuid[])[1 + place %% %(company_count)s],
    day, day + 30, '', '', '', '', 'GBP', 'exclusive', 100 + place %% 900, 20, 120 + place %% 900,
    1, false, '', now()
FROM generate_series(%(first)s::int, %(last)s::int) AS place,
    LATERAL (SELECT date '2015-01-01' + (place::bigint * 7919 %% 3650)::int AS day) AS days
"""
DELIVERIES = """
INSERT INTO sending_delivery (batch_id, document_id, position, revision, settings_id, intent,
    state, will, cause, sentence, fix, latest, confirmed, settled_at)
SELECT %(batch)s, id, substr(number, 5)::int, 1, %(settings)s, 'create', 'sent', '', '', '', '',
    true, false, now()
FROM documents_document
WHERE number >= %(first_number)s AND substr(number, 5)::int %% %(sent)s = 0
"""
LINKS = """
INSERT INTO accounts_system_documentlink (connection_id, document_id, remote_id, how, linked_at,
    accepted_revision, line_ids, seen_status, seen_total, seen_due, seen_paid, seen_credited)
SELECT %(connection)s, id, id::text, 'created', now(), 1, '{}', 'AUTHORISED', gross, gross, 0, 0
FROM documents_document
WHERE number >= %(first_number)s AND substr(number, 5)::int %% %(sent)s = 0
"""


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
        agency=agency, connection=link, number=1, by_name="benchmark", prepared_at=clock.now()
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
        for statement in (DOCUMENTS, DELIVERIES, LINKS):
            cursor.execute(statement, office.values | numbers)
    return there + more


def settle() -> None:
    """What the database does by itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
