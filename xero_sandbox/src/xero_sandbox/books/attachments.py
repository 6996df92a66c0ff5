"""Files beside records: at most ten each, one of a name.

https://developer.xero.com/documentation/api/accounting/attachments
"""

from base64 import b64decode, b64encode

from xero_sandbox.books.organisation import Books, first, folded, new_id
from xero_sandbox.books.refusals import Broken, refuse
from xero_sandbox.books.table import Record

OWNERS = ("Accounts", "Contacts", "CreditNotes", "Invoices")
MOST = 10
FORBIDDEN = frozenset('<>:"/\\|?*\0')
NOT_SUPPORTED = "The file couldn't be uploaded because it isn't a supported file type."
TOO_MANY = f"A document can have at most {MOST} attachments."
BAD_NAME = 'A file name cannot be empty or contain any of < > : " / \\ | ? * or NUL.'
EMPTY = "The file is empty."

# https://community.xero.com/developer/discussion/3095073/, and what others attach since
# (https://support.approvalmax.com/portal/en/kb/articles/attaching-files-to-xero-bills-created-directly-in-approvalmax).
_OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "7z": "application/x-7z-compressed",
    "bmp": "image/bmp",
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "eml": "message/rfc822",
    "gif": "image/gif",
    "jpeg": "image/jpg",
    "jpg": "image/jpg",
    "msg": "application/vnd.ms-outlook",
    "odf": "application/vnd.oasis.opendocument.formula",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "png": "image/png",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "rar": "application/vnd.rar",
    "rtf": "application/rtf",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "txt": "text/plain",
    "xls": "application/vnd.ms-excel",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "zip": "application/zip",
}
UNTOLD = ("", "application/octet-stream")


def of(books: Books, owner_id: str) -> list[Record]:
    return books.table("Attachments").find("owner", owner_id)


def has_any(books: Books, owner_id: str) -> bool:
    return books.table("Attachments").has("owner", owner_id)


def named(books: Books, owner_id: str, name: str) -> Record | None:
    """The record's file of that name, in any case, or of that AttachmentID."""
    wanted = folded(name)
    return first(
        of(books, owner_id),
        lambda each: wanted in (each["AttachmentID"], folded(each["FileName"])),
    )


def save(
    books: Books, kind: str, owner: Record, name: str, content: bytes, told_type: str, *, show: bool
) -> Record:
    """Keep a file beside a record, in place of the one that has its name.

    ``told_type``: the media type that came with it. ``show``: to the customer, on the invoice's
    online page; only sales documents have one.
    """
    owner_id = owner[books.table(kind).id_name]
    found = named(books, owner_id, name)
    media_type = _checked(name, content, told_type)
    if found is None and len(of(books, owner_id)) >= MOST:
        raise refuse(TOO_MANY)
    record = {
        "AttachmentID": found["AttachmentID"] if found else new_id(),
        "FileName": name,
        "MimeType": media_type,
        "ContentLength": len(content),
        "IncludeOnline": show and owner.get("Type") in ("ACCREC", "ACCRECCREDIT"),
        "_kind": kind,
        "_owner": owner_id,
        "_content": b64encode(content).decode(),
    }
    return books.put("Attachments", record)


def _checked(name: str, content: bytes, told_type: str) -> str:
    """The file's media type; raises Refused where Xero would not take the file.

    A name that ends in a space breaks Xero: https://github.com/XeroAPI/xero-node/issues/763
    The sentence about its type is recorded: https://github.com/XeroAPI/Xero-Java/issues/142
    """
    if FORBIDDEN & set(name) or not name.strip():
        raise refuse(BAD_NAME)
    if name != name.rstrip():
        raise Broken("a file name that ends in a space")
    by_name = TYPES.get(name.rpartition(".")[2].lower()) if "." in name else None
    if by_name is None:
        raise refuse(NOT_SUPPORTED)
    if not content:
        raise refuse(EMPTY)
    return by_name if told_type in UNTOLD else told_type


def content_of(attachment: Record) -> bytes:
    return b64decode(attachment["_content"])
