"""``/{Endpoint}/{Guid}/Attachments``: lists, files themselves, and bringing them.

https://developer.xero.com/documentation/api/accounting/attachments
"""

from urllib.parse import quote

from xero_sandbox.books import attachments
from xero_sandbox.books.refusals import Refused, UnknownRecord
from xero_sandbox.books.table import Record
from xero_sandbox.http.answers import NO_ID, Answer, envelope, validation
from xero_sandbox.http.calls import Context
from xero_sandbox.http.elements import messages

_KINDS = {kind.lower(): kind for kind in attachments.OWNERS}


def list_them(context: Context) -> Answer:
    kind, owner = _owner(context)
    found = attachments.of(context.books, owner[context.books.table(kind).id_name])
    return _answer(context, found)


def content(context: Context) -> Answer:
    """The file as it was brought, by its id or its name."""
    kind, owner = _owner(context)
    owner_id = owner[context.books.table(kind).id_name]
    found = attachments.named(context.books, owner_id, context.ids[1])
    if found is None:
        raise UnknownRecord(context.ids[1])
    answer = Answer(200, attachments.content_of(found), found["MimeType"])
    answer.headers["Content-Disposition"] = _disposition(found["FileName"])
    return answer


def _disposition(name: str) -> str:
    """Its name twice: the published Python client falls over an answer without the plain one.

    https://github.com/XeroAPI/xero-python (ApiClient, saving of files)
    """
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"


def save(context: Context) -> Answer:
    """PUT and POST are the same: what has the name already is replaced."""
    kind, owner = _owner(context)
    name, call = context.ids[1], context.call
    told_type = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    show = call.flag("IncludeOnline")
    try:
        saved = attachments.save(context.books, kind, owner, name, call.body, told_type, show=show)
    except Refused as refusal:
        return validation([_echo(context, told_type, refusal)])
    return _answer(context, [saved])


def _echo(context: Context, told_type: str, refusal: Refused) -> Record:
    """As recorded in https://github.com/XeroAPI/Xero-Java/issues/142"""
    return {
        "AttachmentID": NO_ID,
        "FileName": context.ids[1],
        "MimeType": told_type,
        "ContentLength": len(context.call.body),
        "ValidationErrors": messages(refusal.problems.errors),
    }


def _owner(context: Context) -> tuple[str, Record]:
    """The record that the path names, with its kind. Raises UnknownRecord."""
    kind = _KINDS[context.call.path.partition("/")[0].lower()]
    found = context.books.table(kind).get(context.ids[0].lower())
    if found is None:
        raise UnknownRecord(context.ids[0])
    return kind, found


def _answer(context: Context, found: list[Record]) -> Answer:
    told = [_shape(context, each) for each in found]
    return envelope(context.clock.now(), context.client, "Attachments", told)


def _shape(context: Context, attachment: Record) -> Record:
    """``Url`` leads to this sandbox, where Xero's leads to its own host."""
    host = context.call.headers.get("host", "api.xero.com")
    path = f"{attachment['_kind']}/{attachment['_owner']}/Attachments"
    told: Record = {
        "AttachmentID": attachment["AttachmentID"],
        "FileName": attachment["FileName"],
        "Url": f"http://{host}/api.xro/2.0/{path}/{quote(attachment['FileName'])}",
        "MimeType": attachment["MimeType"],
        "ContentLength": attachment["ContentLength"],
    }
    return told | ({"IncludeOnline": True} if attachment["IncludeOnline"] else {})
