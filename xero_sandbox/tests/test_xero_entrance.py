"""What becomes of a request before and after it is a call."""

import json

import pytest

from sandbox_client import Xero


def test_where_the_sandbox_fails_itself_it_answers_as_xero_does_when_it_fails(
    xero: Xero, capsys: pytest.CaptureFixture[str]
) -> None:
    del xero.running.books.tables["Items"]
    reply = xero.get("Items")
    assert (reply.status, reply["Title"]) == (500, "An error occurred")
    assert "KeyError: 'Items'" in capsys.readouterr().err
    assert [each["status"] for each in xero.running.journal.calls()] == [500]
    assert xero.get("Invoices").status == 200


def test_a_path_that_is_no_text_is_not_found(xero: Xero) -> None:
    assert xero.get("Invoices/%C3%A9%FF").status == 404


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32-le"])
def test_nulls_are_left_out_in_every_encoding_of_json(xero: Xero, encoding: str) -> None:
    body = json.dumps([{"type": "ACCREC", "Reference": None, "Url": "é"}], ensure_ascii=False)
    (told,) = xero.api("PUT", "Invoices", body.encode(encoding))["Elements"]
    assert (told["Type"], told["Url"]) == ("ACCREC", "é")
    assert "Reference" not in told
