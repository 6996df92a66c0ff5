"""Attachments: https://developer.xero.com/documentation/api/accounting/attachments"""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import credit_notes
import pytest

from sandbox_client import JsonObject, Reply, Xero
from xero_sandbox.server import Running, running

PDF = b"%PDF-1.7\n\x00\xff\xfe timesheet"


def bring(
    xero: Xero,
    owner: str,
    name: str = "week 44.pdf",
    content: bytes = PDF,
    *,
    method: str = "PUT",
    media: str = "application/pdf",
    **query: Any,
) -> Reply:
    path = f"{owner}/Attachments/{quote(name, safe='')}"
    return xero.api(method, path, content, {"Content-Type": media}, **query)


def fetch(xero: Xero, owner: str, name: str) -> Reply:
    path = f"{owner}/Attachments/{quote(name, safe='')}"
    return xero.api("GET", path, headers={"Accept": "application/octet-stream"})


def owner_of(made: JsonObject) -> str:
    return f"Invoices/{made['InvoiceID']}"


def names(xero: Xero, owner: str) -> list[str]:
    return [each["FileName"] for each in xero.get(f"{owner}/Attachments")["Attachments"]]


def test_a_file_is_brought_listed_and_fetched_by_name_and_by_id(xero: Xero) -> None:
    owner = owner_of(xero.bill())
    (told,) = bring(xero, owner)["Attachments"]
    assert told == {
        "AttachmentID": told["AttachmentID"],
        "FileName": "week 44.pdf",
        "Url": f"{xero.running.url}/api.xro/2.0/{owner}/Attachments/week%2044.pdf",
        "MimeType": "application/pdf",
        "ContentLength": len(PDF),
    }
    assert xero.get(f"{owner}/Attachments")["Attachments"] == [told]
    for wanted in ("week 44.pdf", "WEEK 44.PDF", told["AttachmentID"]):
        reply = fetch(xero, owner, wanted)
        assert (reply.status, reply.body) == (200, PDF)
        assert reply.headers["Content-Type"] == "application/pdf"
        assert reply.headers["Content-Disposition"].startswith("attachment;")
    assert xero.api("GET", told["Url"].partition("/api.xro/2.0/")[2]).body == PDF


def test_whoever_has_attachments_says_so(xero: Xero) -> None:
    made, contact = xero.invoice(), xero.contact("Priya Shah")
    account = f"Accounts/{xero.bank()['AccountID']}"
    note = credit_notes.made(xero, credit_notes.note())
    owners = [owner_of(made), f"Contacts/{contact['ContactID']}", account]
    owners += [f"CreditNotes/{note['CreditNoteID']}"]
    for owner in owners:
        kind = owner.partition("/")[0]
        assert xero.get(owner)[kind][0]["HasAttachments"] is False
        assert bring(xero, owner).status == 200
        assert xero.get(owner)[kind][0]["HasAttachments"] is True
        assert len([each for each in xero.get(kind, page=1)[kind] if each["HasAttachments"]]) == 1


def test_bringing_a_file_moves_no_stamp(xero: Xero) -> None:
    made = xero.invoice()
    bring(xero, owner_of(made))
    assert xero.read(made)["UpdatedDateUTC"] == made["UpdatedDateUTC"]


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_the_same_name_replaces_by_either_verb(xero: Xero, method: str) -> None:
    owner = owner_of(xero.invoice())
    (first,) = bring(xero, owner, method=method)["Attachments"]
    (second,) = bring(xero, owner, content=b"%PDF other", method=method)["Attachments"]
    assert second["AttachmentID"] == first["AttachmentID"]
    assert second["ContentLength"] == 10
    assert names(xero, owner) == ["week 44.pdf"]
    assert fetch(xero, owner, "week 44.pdf").body == b"%PDF other"


def test_a_record_has_at_most_ten(xero: Xero) -> None:
    owner = owner_of(xero.invoice())
    for number in range(10):
        assert bring(xero, owner, f"{number}.pdf").status == 200
    reply = bring(xero, owner, "10.pdf")
    assert (reply.status, reply.messages) == (400, ["A document can have at most 10 attachments."])
    assert bring(xero, owner, "9.pdf", b"again").status == 200
    assert len(names(xero, owner)) == 10


@pytest.mark.parametrize("sign", list('<>:"/\\|?*\0'))
def test_names_with_forbidden_signs_are_a_bad_request(xero: Xero, sign: str) -> None:
    owner = owner_of(xero.invoice())
    reply = bring(xero, owner, f"a{sign}b.pdf")
    assert reply.status == 400
    assert "file name" in reply.messages[0]
    assert names(xero, owner) == []


def test_a_name_that_ends_in_a_space_breaks_xero(xero: Xero) -> None:
    """https://github.com/XeroAPI/xero-node/issues/763"""
    owner = owner_of(xero.invoice())
    assert bring(xero, owner, "week 44.pdf ").status == 500
    assert names(xero, owner) == []


@pytest.mark.parametrize("name", ["filename", "run.exe", "page.html"])
def test_other_kinds_of_file_are_refused_in_xeros_words(xero: Xero, name: str) -> None:
    """Recorded: https://github.com/XeroAPI/Xero-Java/issues/142"""
    reply = bring(xero, owner_of(xero.invoice()), name, media="application/octet-stream")
    assert reply.status == 400
    assert reply["Elements"] == [
        {
            "AttachmentID": "00000000-0000-0000-0000-000000000000",
            "FileName": name,
            "MimeType": "application/octet-stream",
            "ContentLength": len(PDF),
            "ValidationErrors": [
                {"Message": "The file couldn't be uploaded because it isn't a supported file type."}
            ],
        }
    ]


def test_an_untold_type_is_known_by_the_name(xero: Xero) -> None:
    """The SDKs say application/octet-stream whatever they bring."""
    owner = owner_of(xero.invoice())
    (told,) = bring(xero, owner, "photo.JPG", media="application/octet-stream")["Attachments"]
    assert told["MimeType"] == "image/jpg"
    assert fetch(xero, owner, "photo.JPG").headers["Content-Type"] == "image/jpg"


def test_an_empty_file_is_refused(xero: Xero) -> None:
    assert bring(xero, owner_of(xero.invoice()), content=b"").messages == ["The file is empty."]


def test_ten_megabytes_are_taken_and_more_are_413(xero: Xero) -> None:
    """The body is recorded: https://github.com/XeroAPI/Xero-Java/issues/349"""
    owner, most = owner_of(xero.invoice()), 10 * 1024 * 1024
    assert bring(xero, owner, content=b"x" * most).status == 200
    assert len(fetch(xero, owner, "week 44.pdf").body) == most
    reply = bring(xero, owner, "more.pdf", content=b"x" * (most + 1))
    assert reply.status == 413
    assert (reply["Title"], reply["Detail"]) == ("RequestEntityTooLarge", "PayloadTooLarge")
    assert names(xero, owner) == ["week 44.pdf"]


def test_only_sales_documents_are_shown_online(xero: Xero) -> None:
    sold, owed = owner_of(xero.invoice()), owner_of(xero.bill())
    (told,) = bring(xero, sold, IncludeOnline="true")["Attachments"]
    assert told["IncludeOnline"] is True
    for reply in (bring(xero, sold, "b.pdf"), bring(xero, owed, IncludeOnline="true")):
        assert "IncludeOnline" not in reply["Attachments"][0]


def test_what_is_not_there_is_404(xero: Xero) -> None:
    owner = owner_of(xero.invoice())
    nobody = "Invoices/00000000-0000-0000-0000-000000000001"
    assert xero.get(f"{nobody}/Attachments").status == 404
    assert bring(xero, nobody).status == 404
    assert fetch(xero, owner, "none.pdf").status == 404
    assert bring(xero, "Items/00000000-0000-0000-0000-000000000001").status == 404


def test_attachments_have_scopes_of_their_own(sandbox: Running, xero: Xero) -> None:
    """https://developer.xero.com/faq/granular-scopes"""
    owner = owner_of(xero.invoice())
    bring(xero, owner)
    reader = Xero(sandbox, ["accounting.attachments.read"])
    assert names(reader, owner) == ["week 44.pdf"]
    assert fetch(reader, owner, "week 44.pdf").body == PDF
    assert bring(reader, owner, "b.pdf").status == 401
    other = Xero(sandbox, ["accounting.invoices"])
    assert other.get(f"{owner}/Attachments").status == 401


def test_a_key_binds_the_file_too(xero: Xero) -> None:
    owner = owner_of(xero.invoice())
    path, key = f"{owner}/Attachments/a.pdf", {"Idempotency-Key": "k"}
    media = {"Content-Type": "application/pdf", **key}
    first = xero.api("PUT", path, PDF, media)
    assert xero.api("PUT", path, PDF, media).json == first.json
    assert xero.api("PUT", path, b"other", media).status == 400
    assert fetch(xero, owner, "a.pdf").body == PDF


def test_files_outlive_a_restart(tmp_path: Path) -> None:
    with running(limits="off", data=tmp_path) as sandbox:
        xero = Xero(sandbox)
        made = xero.invoice()
        bring(xero, owner_of(made), "größe.pdf")
    with running(limits="off", data=tmp_path) as sandbox:
        xero = Xero(sandbox)
        assert fetch(xero, owner_of(made), "größe.pdf").body == PDF
        assert xero.read(made)["HasAttachments"] is True


def test_a_spoilt_file_stays_a_file(xero: Xero) -> None:
    owner = owner_of(xero.invoice())
    bring(xero, owner)
    xero.control("POST", "faults", {"faults": [{"kind": "reordered"}]})
    assert fetch(xero, owner, "week 44.pdf").body == PDF
