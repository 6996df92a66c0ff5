"""What becomes of a request before and after it is a call."""

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
