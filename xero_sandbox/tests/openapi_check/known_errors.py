"""Where Xero's OpenAPI files are wrong or silent: every exception to the check, with its reason.

Version 16.1.0 of https://github.com/XeroAPI/Xero-OpenAPI was read.
"""

from typing import Any

from openapi_check.operations import Operation

Schema = dict[str, Any]

STATUSES = {
    # The files document 200, 204 and 400 alone.
    # https://developer.xero.com/documentation/api/http-response-codes
    401: "a token that is old or has no scope",
    403: "an organisation that is not connected",
    404: "an unknown path or record",
    406: "XML is asked for, which we do not speak",
    412: "a precondition of the headers",
    415: "another content than JSON",
    429: "a limit is spent",
    500: "an error of Xero's own",
    501: "a method that the endpoint does not have",
    503: "Xero or the organisation is away",
}

SILENT_PATHS = ("/connect/", "/identity/", "/.well-known/")
"""Sign-in and tokens stand in https://developer.xero.com/faq/oauth2, and in no file's paths."""

SAME_AS_PUT = "/history"
"""POST of notes is the same as PUT, says Xero's page, and the files know PUT alone.

https://developer.xero.com/documentation/api/accounting/historyandnotes
"""

TEXT: Schema = {"type": "string"}
UUID: Schema = {"type": "string", "format": "uuid"}
ZONELESS: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT00:00:00$"}
ZONELESS_TIME: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?$"}
BOOLEAN: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "number"}
PROBLEMS: Schema = {"type": "array", "items": {"$ref": "#/components/schemas/ValidationError"}}

ENVELOPE: dict[str, Schema] = {
    # Around every list of records: https://developer.xero.com/documentation/api/http-response-codes
    "Id": UUID,
    "Status": {"const": "OK"},
    "ProviderName": TEXT,
    "DateTimeUTC": {"type": "string", "pattern": r"^/Date\(\d+\)/$"},
}

MISSING: dict[str, dict[str, tuple[Schema, str]]] = {
    # Members of real answers that the file does not know.
    "Invoice": {
        "DateString": (ZONELESS, "stands beside Date in every answer that Xero's own pages show"),
        "DueDateString": (ZONELESS, "stands beside DueDate"),
        # Version 19 has them: https://github.com/XeroAPI/xero-python (models/invoice.py)
        "RoundingAmount": (NUMBER, "newer than the file"),
        "EnteredTotal": (NUMBER, "newer than the file"),
    },
    "Item": {
        # As above (models/item.py)
        "QuantityAvailable": (NUMBER, "newer than the file"),
        "QuantityOnBackOrder": (NUMBER, "newer than the file"),
    },
    "TaxRate": {"ValidationErrors": (PROBLEMS, "a refused one tells why, as accounts do")},
    "CreditNote": {
        "DateString": (ZONELESS, "stands beside Date"),
        "DueDateString": (ZONELESS, "stands beside DueDate"),
        "ID": (UUID, "the file's own examples of credit notes have it"),
    },
    "Allocation": {
        # https://github.com/XeroAPI/xero-node/issues/239
        "AppliedAmount": (NUMBER, "XML's name of Amount, echoed where somebody sent it"),
    },
    "Attachment": {
        "ValidationErrors": (PROBLEMS, "a refused one tells why, as every refused record does"),
    },
    "HistoryRecord": {
        "DateUTCString": (ZONELESS_TIME, "the file's own examples of history have it"),
        "ValidationErrors": (PROBLEMS, "the file's own examples of notes have it, empty"),
    },
    "TrackingCategory": {
        "HasValidationErrors": (BOOLEAN, "a refused one says so, as contacts do"),
        "ValidationErrors": (PROBLEMS, "a refused one tells why"),
    },
    "TrackingOption": {
        name: (BOOLEAN, "the file's own examples of options have it")
        for name in ("HasValidationErrors", "IsActive", "IsArchived", "IsDeleted")
    },
    "LineItem": {"ValidationErrors": (PROBLEMS, "what is wrong with a line is said at the line")},
}

INSTEAD: dict[str, Schema] = {
    # A list of one comes: https://github.com/XeroAPI/xero-php-oauth2/issues/341
    "deleteCreditNoteAllocations": {"$ref": "#/components/schemas/Allocations"},
}

GATEWAY: Schema = {
    # The newer gateway refuses in a shape of its own, recorded in
    # https://github.com/waynerobinson/xeroizer (test/stub_responses).
    "type": "object",
    "required": ["title", "status", "detail"],
    "additionalProperties": False,
    "properties": {"type": {}, "title": TEXT, "status": {"const": 400}, "detail": TEXT},
}

ATTEMPTED = {"maxLength", "enum", "required"}
"""What does not bind a refused record: it comes back as it was attempted, which is why it was."""


def mend(name: str, schemas: dict[str, Schema]) -> None:
    """Add to a file's schemas what real answers hold and the file forgot."""
    if name == "accounting":
        for schema in schemas.values():
            if "x-objectArrayKey" in schema:
                schema["properties"] |= ENVELOPE
        for title, members in MISSING.items():
            schemas[title]["properties"] |= {member: told[0] for member, told in members.items()}


def as_attempted(schema: Any) -> Any:
    """A schema for records that were refused."""
    if isinstance(schema, list):
        return [as_attempted(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    told = {name: as_attempted(each) for name, each in schema.items() if name not in ATTEMPTED}
    if "properties" in schema:  # here the words are members' names
        told["properties"] = {n: as_attempted(each) for n, each in schema["properties"].items()}
    return told


def parted(content: Any) -> tuple[Any, Any]:
    """An answer's saved records and its refused ones, each in the answer's envelope.

    The second is None where every record was saved.
    """
    if not isinstance(content, dict):
        return content, None
    saved, refused = dict(content), dict(content)
    for name, values in content.items():
        if isinstance(values, list):
            saved[name] = [each for each in values if not _is_refused(each)]
            refused[name] = [each for each in values if _is_refused(each)]
    return saved, refused if saved != content else None


def _is_refused(record: Any) -> bool:
    return isinstance(record, dict) and record.get("StatusAttributeString") == "ERROR"


def refusal(schemas: dict[str, Schema], operation: Operation) -> Schema:
    """``Error`` for one operation.

    The file's ``Element`` holds ids and sentences; Xero echoes the whole record that it refuses.
    """
    error: Schema = schemas["Error"]
    element = _record(schemas, operation) or {"$ref": "#/components/schemas/Element"}
    elements = {"Elements": {"type": "array", "items": element}}
    return {**error, "properties": {**error["properties"], **elements}}


def _record(schemas: dict[str, Schema], operation: Operation) -> Schema | None:
    """What the operation's answer holds a list of, where such a record can tell of errors."""
    media = operation.responses.get("200", {}).get("content", {}).get("application/json", {})
    title = _title(media.get("schema", {}))
    members = schemas.get(title, {}).get("properties", {})
    for member in members.values():
        record: Schema = member.get("items", {})
        if "ValidationErrors" in schemas.get(_title(record), {}).get("properties", {}):
            return record
    return None


def _title(schema: Schema) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def numbered(delivery: dict[str, Any]) -> dict[str, Any]:
    """A webhook's body with sequence numbers that the file allows.

    It has them from 1; *intent to receive* goes with no events and with zeros, says
    https://developer.xero.com/documentation/webhooks/configuring-your-server
    """
    names = ("firstEventSequence", "lastEventSequence")
    if delivery["events"] or any(delivery[name] != 0 for name in names):
        return delivery
    return {**delivery, **dict.fromkeys(names, 1)}
