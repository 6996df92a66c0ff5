"""An office in which everything has happened once: what walks of all pages walk through."""

import io

from tests import cast
from tests.cast import Clients, Office
from tests.documents.csv_import.files import MAPPING, a_file, a_row
from tests.web.xero_says import A_MOMENT, connection_of, delivered, refused, sent
from tracker.accounts_system.models import Consent
from tracker.documents import lifecycle, receipts
from tracker.documents.csv_import import files
from tracker.documents.models import Document
from tracker.sending.models import State
from tracker.syncing.models import Sync

OPEN_STATES = (State.WAITING, State.SENDING, State.CHECKING, State.RECONNECT)


def everything(office: Office, clients: Clients) -> None:
    """Records of every kind, invoices in every state, payments in some."""
    cast.price_list(office)
    _payments(office, _invoices(office, clients))
    _sync(office)
    Consent.objects.create(
        agency=office.agency, person=office.owner, began_at=A_MOMENT, verifier=b""
    )
    content = a_file(a_row(), a_row(number="2", quantity="-1"))
    kept = files.keep(
        kind="invoice", file=io.BytesIO(content), name="november.csv", by=office.owner
    )
    files.map_columns(kept, mapping=MAPPING, profile="Front office")


def _sync(office: Office) -> None:
    Sync.objects.create(
        agency=office.agency,
        connection=connection_of(office),
        why=Sync.Why.PERSON,
        by=office.owner,
        by_name=str(office.owner),
        asked_at=A_MOMENT,
        began_at=A_MOMENT,
        ended_at=A_MOMENT,
        checked=2,
        calls=1,
        bytes_in=900,
    )


def _invoices(office: Office, clients: Clients) -> list[Document]:
    line = cast.a_line(worker="Sam Carter")
    made = [cast.approved_invoice(office, clients.acme, reference="PO 7") for _ in range(8)]
    sent(office, made[0])
    sent(office, made[1], seen_status="PAID", seen_paid=made[1].gross)
    receipts.mark_paid(made[1], date=cast.A_DAY, by=office.colleague)
    sent(office, made[2])
    lifecycle.change(made[2], lines=[line], by=office.owner)
    for document, state in zip(made[3:7], OPEN_STATES, strict=True):
        delivered(office, document, state)
    cast.draft_invoice(office, clients.cobalt)
    refused(office, made[7])
    return made


def _payments(office: Office, invoices: list[Document]) -> None:
    suppliers = cast.suppliers(office)
    theirs = cast.approved_payment(
        office,
        suppliers.ewa,
        supplier_number="EN 7",
        supplier_date=cast.A_DAY,
        invoice=invoices[0],
    )
    others = [cast.approved_payment(office, suppliers.keystone) for _ in range(4)]
    made = [theirs, *others]
    sent(office, made[0])
    sent(office, made[1], seen_status="PAID", seen_paid=made[1].gross)
    receipts.mark_paid(made[1], date=cast.A_DAY, by=office.colleague)
    delivered(office, made[2], State.WAITING)
    refused(office, made[3])
    cast.draft_payment(office, suppliers.dunmore)
