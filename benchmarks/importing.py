"""Import, beside reading the CSV and copying its rows into a table; in turns.

The table is what a script would make for the file: a column of a fitting type for each of the
file's, and a key. Nothing is checked, and nothing is looked up.
"""

import csv
import time
from pathlib import Path
from statistics import median

from django.db import connection

from benchmarks import documents_file, table
from benchmarks.documents_file import COLUMNS, DocumentsFile
from benchmarks.ground import Ground
from tracker.agencies.models import Agency
from tracker.documents.csv_import.apply import apply_import
from tracker.documents.csv_import.mapping import mapping_from_json
from tracker.documents.csv_import.planning import plan_import

ROUNDS = 4
RATIO_MAX = 5.0
FILLED = "documents_line, documents_document, documents_product, companies_company, agencies_event"


def measure(ground: Ground) -> None:
    found = documents_file.real_or_made(ground.home)
    table.heading(f"Import ({found.words})")
    ground.installation("importing").use()
    _make_plain_table()
    ours, plain = [], []
    for _ in range(ROUNDS):
        ours.append(_import(found))
        plain.append(_copy(found.file))
    ratios = [a / b for a, b in zip(ours, plain, strict=True)]
    table.row("Tracker: plan and apply", table.spread(ours, " s"))
    table.row("reading and COPY", table.spread(plain, " s"))
    middle = median(ratios)
    table.row(
        "ratio", table.spread(ratios), f"aim ≤ {RATIO_MAX:g}: {table.verdict(middle, RATIO_MAX)}"
    )


def _import(found: DocumentsFile) -> float:
    agency = Agency.objects.get()
    entity = agency.entities.get()
    mapping = mapping_from_json(found.mapping.read_bytes(), kind="invoice")
    began = time.perf_counter()
    with found.file.open("rb") as opened:
        plan = plan_import(
            kind="invoice", agency=agency, entity=entity, file=opened, mapping=mapping
        )
    apply_import(plan, by="benchmark")
    seconds = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {FILLED} CASCADE")
    return seconds


def _make_plain_table() -> None:
    columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    key = "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE plain ({key}, {columns})")


def _copy(file: Path) -> float:
    began = time.perf_counter()
    with (
        file.open(encoding="utf-8", newline="") as opened,
        connection.cursor() as cursor,
        cursor.copy(f"COPY plain ({', '.join(COLUMNS)}) FROM STDIN") as copy,
    ):
        reader = csv.reader(opened)
        next(reader)
        for row in reader:
            copy.write_row(row)
    seconds = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE plain")
    return seconds
