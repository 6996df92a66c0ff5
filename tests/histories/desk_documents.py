"""Documents are written, changed, approved, imported and paired."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.documents.csv_import import files
from tests.histories.office import CLIENTS, CODES, KINDS, SUPPLIERS, Place
from tracker.companies.models import Company
from tracker.documents import lifecycle
from tracker.documents.csv_import.apply import apply_import
from tracker.documents.line_drafts import LineDraft, draft_of
from tracker.documents.models import Document

FIRST_DAY = date(2026, 10, 20)


def write_invoice(place: Place, draw: Random) -> str:
    document = _drafted(place, draw, "invoice")
    lifecycle.approve(document, by=place.somebody(draw))
    return f"{document} of {document.company}"


def write_payment(place: Place, draw: Random) -> str:
    document = _drafted(place, draw, "payment")
    lifecycle.approve(document, by=place.somebody(draw))
    return f"{document} of {document.company}, {document.supplier_number or 'no number'}"


def draft(place: Place, draw: Random) -> str:
    document = _drafted(place, draw, draw.choice(KINDS))
    return f"a draft of {document.company}"


def approve(place: Place, draw: Random) -> str:
    document = place.document(draw, lambda each: each.is_draft)
    lifecycle.approve(document, by=place.somebody(draw))
    return str(document)


def import_file(place: Place, draw: Random) -> str:
    kind = draw.choice(KINDS)
    names = CLIENTS if kind == "invoice" else SUPPLIERS
    stem = draw.choice("AB")
    rows = [
        files.a_row(
            number=f"{stem}{draw.randint(1, 30)}",
            client=draw.choice(names),
            product=draw.choice(CODES),
            price=str(_price(draw)),
        )
        for _ in range(draw.randint(1, 4))
    ]
    plan = files.planned(place.office, files.a_file(*rows), kind=kind)
    result = apply_import(plan, by=place.somebody(draw))
    place.documents += result.document_ids
    return f"{len(result.document_ids)} {kind}s"


def edit_price(place: Place, draw: Random) -> str:
    document = place.document(draw)
    lines = [draft_of(line) for line in document.lines.select_related("product")]
    lines[0] = replace(lines[0], unit_price=_price(draw))
    if draw.random() < 0.2:
        lines.append(_line(place, draw))
    lifecycle.change(document, lines=lines, by=place.somebody(draw))
    return f"{document} to {document.gross}"


def edit_details(place: Place, draw: Random) -> str:
    document = place.document(draw)
    said: dict[str, Any] = {"reference": f"PO {draw.randint(1, 99)}"}
    if draw.random() < 0.4:
        said = {"due_date": document.due_date + timedelta(days=draw.randint(1, 9))}
    elif document.is_payment and draw.random() < 0.5:
        said = {"supplier_number": draw.choice(["", "S-7", "S-8", "S-9"])}
    lifecycle.change(document, by=place.somebody(draw), **said)
    return f"{document}: {', '.join(said)}"


def edit_company(place: Place, draw: Random) -> str:
    document = place.document(draw)
    company = place.company(draw, is_supplier=document.is_payment)
    lifecycle.change(document, company=company, by=place.somebody(draw))
    return f"{document} is of {company} now"


def pair(place: Place, draw: Random) -> str:
    payment = place.document(draw, lambda each: each.is_payment)
    invoice = place.document(draw, lambda each: not each.is_payment)
    lifecycle.change(payment, invoice=invoice, by=place.somebody(draw))
    return f"{payment} belongs to {invoice}"


def _drafted(place: Place, draw: Random, kind: str) -> Document:
    day = FIRST_DAY + timedelta(days=draw.randint(0, 14))
    number = draw.choice(["", "", "S-7", "S-8", "S-9"]) if kind == "payment" else ""
    document = lifecycle.create_draft(
        agency=place.office.agency,
        entity=place.office.entity,
        kind=kind,
        company=_company(place, draw, kind),
        date=day,
        due_date=day + timedelta(days=30),
        lines=[_line(place, draw) for _ in range(draw.choice([1, 1, 2]))],
        by=place.somebody(draw),
        **({"supplier_number": number} if number else {}),  # type: ignore[arg-type]
    )
    place.documents.append(document.pk)
    return document


def _company(place: Place, draw: Random, kind: str) -> Company:
    """Few of them, so that names meet; now and then somebody spells one otherwise."""
    if kind == "payment":
        name = draw.choice(SUPPLIERS)
        return place.desk.company(name, is_supplier=True, vat_number=_vat_number(name))
    name = draw.choice(CLIENTS)
    return place.desk.company(name.upper() if draw.random() < 0.07 else name)


def _vat_number(name: str) -> str:
    return "" if name.endswith("1") else f"GB90123445{name[-1]}"


def _line(place: Place, draw: Random) -> LineDraft:
    return LineDraft(
        description="Work",
        quantity=Decimal(draw.randint(1, 5)),
        unit_price=_price(draw),
        product=place.desk.product(draw.choice(CODES)),
    )


def _price(draw: Random) -> Decimal:
    return Decimal(draw.randint(1, 99_999)) / 100
