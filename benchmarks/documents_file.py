"""The files that are imported: a month of real documents, or one of the same size made here."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "data" / "online-retail-2010-12.csv"
REAL_PAYMENTS = REAL.with_name("oxford-supplier-payments-2016-q3.csv")
REAL_MAP = REAL.with_name("online-retail.map.json")

# A made file has the columns of the real one, and is read as that one is.
COLUMNS = {
    "InvoiceNo": "text",
    "StockCode": "text",
    "Description": "text",
    "Quantity": "integer",
    "InvoiceDate": "timestamp",
    "UnitPrice": "numeric",
    "CustomerID": "text",
    "Country": "text",
}
CUSTOMER = {"column": "CustomerID", "pattern": r"^(\d+)"}
MAP = {
    "document": "InvoiceNo",
    "company": {**CUSTOMER, "text": "Customer {}"},
    "company_reference": CUSTOMER,
    "date": {"column": "InvoiceDate", "format": "%Y-%m-%d %H:%M:%S"},
    "product": "StockCode",
    "description": "Description",
    "quantity": "Quantity",
    "unit_price": "UnitPrice",
    "currency": {"value": "GBP"},
    "terms_days": {"value": 30},
}


@dataclass(frozen=True)
class DocumentsFile:
    """A CSV file with its mapping; ``words`` says what it is."""

    file: Path
    mapping: Path
    words: str


@dataclass(frozen=True)
class Size:
    documents: int
    companies: int
    products: int
    lines: int
    refused: int = 0


DECEMBER = Size(documents=1400, companies=885, products=2411, lines=26160, refused=16321)
HUNDRED = Size(documents=100, companies=100, products=20, lines=500)


def real() -> DocumentsFile | None:
    """Every sale of a wholesaler in December 2010, where it lies beside the project.

    *Online Retail*, D. Chen, UCI Machine Learning Repository, CC BY 4.0:
    https://archive.ics.uci.edu/dataset/352/online+retail
    """
    if not REAL.exists():
        return None
    return DocumentsFile(REAL, REAL_MAP, "real documents of December 2010")


def real_payments() -> DocumentsFile | None:
    """A council's payments of July to September 2016, where they lie beside the project.

    *Payments to suppliers*, Oxford City Council, Open Government Licence.
    """
    if not REAL_PAYMENTS.exists():
        return None
    return DocumentsFile(
        REAL_PAYMENTS, REAL_PAYMENTS.with_name("oxford.map.json"), "payments of summer 2016"
    )


def real_or_made(folder: Path) -> DocumentsFile:
    return real() or made(folder, DECEMBER)


def made(folder: Path, size: Size) -> DocumentsFile:
    """Write a file of ``size``; ``refused`` more rows name no customer, as in the real one."""
    file = folder / f"made-{size.documents}.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(COLUMNS)
        writer.writerows(_rows(size))
    mapping = file.with_suffix(".map.json")
    mapping.write_text(json.dumps(MAP), encoding="utf-8")
    return DocumentsFile(file, mapping, f"{size.documents:,} documents made for this")


def _rows(size: Size) -> Iterator[tuple[object, ...]]:
    for place in range(size.lines):
        document = place * size.documents // size.lines
        customer = f"{10_000 + document % size.companies}.0"
        yield _row(f"B{document:06}", place, customer, size.products)
    for place in range(size.refused):
        yield _row(f"X{place // 26:06}", place, "", size.products)


def _row(number: str, place: int, customer: str, products: int) -> tuple[object, ...]:
    product = place % products
    words = f"ASSORTED COLOUR ORNAMENT NUMBER {product}"
    price = f"{1 + place % 20}.{place % 100:02}"
    moment = f"2010-12-01 {8 + place % 10:02}:26:00"
    where = "United Kingdom"
    return number, f"P{product:05}", words, 1 + place % 12, moment, price, customer, where
