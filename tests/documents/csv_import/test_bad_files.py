"""A file or a mapping that cannot be used gets one sentence, and nothing is taken."""

import json

import pytest

from tests import cast
from tests.documents.csv_import.files import (
    HEADING,
    MAPPING,
    a_file,
    a_row,
    planned,
    refused,
)
from tracker.agencies.not_possible import NotPossible
from tracker.documents.csv_import import patterns, reading
from tracker.documents.csv_import.mapping import mapping_from, mapping_from_json


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf\n", "The file is empty"),
        (HEADING.encode(), "The file has a heading and no rows"),
        (a_file(a_row(client="Caf\u00e9")).decode().encode("cp1252"), "Line 2 is not UTF-8"),
        (a_file(a_row()).decode().encode("utf-16"), "Line 1 is not UTF-8"),
        (b"PK\x03\x04\x00\x00", "This is an Excel workbook"),
        (a_file(a_row(text="a\x00b")), r"Line 2 holds bytes that are not text \(NUL\)"),
        (a_file(a_row(), "A2,Acm").rstrip(b"\n"), "Line 3, the last one, has 2 cells"),
        (a_file(a_row(), "A2,Acm"), "Line 3, the last one, has 2 cells and the heading 8"),
        (a_file(a_row(), 'A2,"Acme'), "Line 3 opens a quotation mark that is never closed"),
        (a_file(a_row(text='"a"b')), "Line 2 cannot be read as CSV"),
        (a_file(a_row(text="x" * 200_000)), "Line 2 holds a cell that is too long"),
        (a_file(a_row()).replace(b"\n", b"\r"), "save the file as “CSV UTF-8”"),
        (a_file(a_row()).replace(b"Quantity", b"Menge"), "no column “Quantity”; it has “Number”"),
        (a_file(a_row()).replace(b"Ref", b"Date"), "the column “Date” twice"),
        (a_file(a_row()).replace(b",", b";"), "separated by semicolons, not by commas"),
        (a_file(a_row()).replace(b",", b"\t"), "separated by tabs, not by commas"),
        (b"a," * 600 + b"\n", "The file has 601 columns; at most 500 are taken"),
    ],
)
def test_a_bad_file_gets_a_sentence(content, sentence):
    mapping = {**MAPPING, **({} if b"Ref" in content[:40] else {"company_reference": "Client"})}
    with pytest.raises(NotPossible, match=sentence):
        planned(cast.office(), content, mapping)


@pytest.mark.django_db
def test_a_file_over_fifty_megabytes_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(reading, "BYTES_MAX", 1_000_000)
    with pytest.raises(NotPossible, match=r"The file has 1\.1 MB; at most 1 MB are taken"):
        planned(cast.office(), b"x" * 1_100_000)


@pytest.mark.django_db
def test_blank_lines_and_empty_rows_say_nothing_but_are_counted():
    plan = planned(cast.office(), a_file("", a_row(), ",,,,,,,", a_row(number="B", client="")))
    assert len(plan.documents) == 1
    assert [refusal.line for refusal in plan.refusals] == [5]


@pytest.mark.django_db
def test_a_cell_over_several_lines_keeps_the_count_of_lines_right():
    plan = planned(cast.office(), a_file(a_row(text='"a\nb"'), a_row(number="B", client="")))
    assert plan.documents[0].lines[0].said.description == "a b"
    assert [refusal.line for refusal in plan.refusals] == [4]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"colour": "Colour"}, "names a field “colour”; there are: document, company"),
        ({"company": 7}, "for company must be a column's name or an object"),
        ({"company": ""}, "for company must give a text as its column"),
        ({"company": {}}, "for company needs a column or a value, and not both"),
        ({"company": {"column": "A", "value": "B"}}, "needs a column or a value, and not both"),
        ({"company": {"column": "A", "colour": "B"}}, "says “colour”, which means nothing"),
        ({"company": {"column": "A", "pattern": "("}}, "The pattern for company cannot be read"),
        ({"company": {"column": "A", "pattern": "x"}}, "needs a group"),
        ({"company": {"column": "A", "text": "Customer"}}, "for company needs {} where"),
        ({"company": {"column": "A", "format": "%Y"}}, "has a format, which only dates have"),
        ({"date": {"column": "A", "format": "%Y-%m"}}, "does not tell day, month and year"),
        ({"date": {"column": "A", "format": "%Q"}}, "does not tell day, month and year"),
        ({"date": {"column": "A", "format": "%d%d%m%Y"}}, "does not tell day, month and year"),
        ({"date": {"column": "A", "format": 7}}, "must give a text as its format"),
        ({"currency": {"value": None}}, "must give a text or a number as its value"),
        ({"currency": {"value": True}}, "must give a text or a number as its value"),
    ],
)
def test_a_bad_mapping_gets_a_sentence(change, sentence):
    with pytest.raises(NotPossible, match=sentence):
        mapping_from({**MAPPING, **change}, kind="invoice")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"{", "The mapping is not JSON"),
        (b"\xff\xfe", "The mapping is not JSON"),
        (b"[" * 100_000, "The mapping is not JSON"),
        (b"[" * 100_001, "The mapping is far too long"),
        (b'{"currency": {"value": 1e400}}', "1e400 is too large a number"),
        (b"[]", "The mapping must be an object"),
        (json.dumps({"document": "A"}), "does not say which column is: company, date"),
    ],
)
def test_a_mapping_that_is_no_mapping_gets_a_sentence(text, sentence):
    with pytest.raises(NotPossible, match=sentence):
        mapping_from_json(text, kind="invoice")


@pytest.mark.django_db
def test_a_pattern_that_would_try_for_ever_is_stopped(monkeypatch):
    monkeypatch.setattr(patterns, "SECONDS_MAX", 0.2)
    mapping = {**MAPPING, "product": {"column": "Text", "pattern": "(a|a)+$"}}
    with pytest.raises(NotPossible, match=r"The pattern for product, .* takes too long"):
        planned(cast.office(), a_file(a_row(text="a" * 60 + "!")), mapping)


@pytest.mark.django_db
def test_patterns_that_are_slow_together_are_stopped_too(monkeypatch):
    monkeypatch.setattr(patterns, "SECONDS_MAX", 0.0001)
    mapping = {**MAPPING, "product": {"column": "Text", "pattern": "(.*)x"}}
    rows = [a_row(number=f"A{place}", text=f"{place} days") for place in range(500)]
    with pytest.raises(NotPossible, match="takes too long to try"):
        planned(cast.office(), a_file(*rows), mapping)


@pytest.mark.django_db
def test_an_invoice_due_before_its_date_is_refused():
    mapping = {**MAPPING, "due_date": {"value": "2026-11-02"}}
    assert refused(cast.office(), a_file(a_row()), mapping) == [(2, "A1", "bad date")]
