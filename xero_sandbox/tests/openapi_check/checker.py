"""One answer against its operation's schema."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from openapi_check import documents, known_errors
from openapi_check.operations import Operation, Operations
from openapi_check.shapes import DATE_TIME, UUID, Sight, parts

BASES = {"accounting": "/api.xro/2.0", "identity": ""}
REFUSED = "refused"
JSON = "application/json"
MOST_PROBLEMS = 5
Schema = dict[str, Any]

FORMATS = FormatChecker(formats=())
FORMATS.checks("uuid")(lambda value: not isinstance(value, str) or UUID.match(value.lower()))
FORMATS.checks("date-time")(lambda value: not isinstance(value, str) or DATE_TIME.match(value))


@dataclass(frozen=True)
class Heard:
    """An answer as it left. ``is_packed``: with gzip."""

    method: str
    path: str
    status: int
    content_type: str
    body: bytes
    is_packed: bool = False


class Checker:
    """Checks answers and counts them. A shape of an answer is checked once."""

    def __init__(self, place: Path) -> None:
        self._files = {name: documents.read(place, name) for name in documents.FILES}
        self._operations = [
            Operations(name, self._files[name], base) for name, base in BASES.items()
        ]
        accounting = self._files["accounting"]
        self._sight = Sight(documents.words(accounting), documents.lengths(accounting))
        files = {**self._files, REFUSED: _as_attempted(accounting)}
        self._registry: Registry[Any] = Registry().with_resources(
            (f"urn:{name}", DRAFT202012.create_resource(file)) for name, file in files.items()
        )
        self._known: dict[Any, list[str]] = {}
        self.answers = 0
        self.shapes = 0
        self.names: set[str] = set()

    def problems(self, heard: Heard) -> list[str]:
        """What the files would not have of it."""
        operation = self._operation(heard)
        if operation is None:
            return self._undocumented(heard)
        self.answers += 1
        self.names.add(operation.name)
        told = f"{heard.method} {heard.path} answered {heard.status}: "
        return [told + problem for problem in self._of(operation, heard)]

    def problems_of_delivery(self, body: bytes) -> list[str]:
        """The same of a webhook's body."""
        content = known_errors.numbered(json.loads(body))
        self.answers += 1
        self.names.add("publishEvent")
        _, content = self._sight.pruned(content)
        found = self._errors("webhooks", _named("WebhookEvent"), content)
        notes = [each for each in content["events"] if each["eventCategory"] == "CREDITNOTE"]
        if notes:
            whole = {**content, "events": notes}
            found += self._errors("webhooks", _named("CreditNoteWebhookEvent"), whole)
        return [f"a webhook: {problem}" for problem in found]

    def _operation(self, heard: Heard) -> Operation | None:
        path = heard.path.lower()
        is_put = heard.method == "POST" and path.endswith(known_errors.SAME_AS_PUT)
        method = "PUT" if is_put else heard.method
        found = (each.find(method, path) for each in self._operations)
        return next((each for each in found if each is not None), None)

    def _undocumented(self, heard: Heard) -> list[str]:
        silent = heard.path.lower().startswith(known_errors.SILENT_PATHS)
        if silent or heard.status in known_errors.STATUSES:
            return []
        return [f"{heard.method} {heard.path} answered {heard.status}: no file knows the path"]

    def _of(self, operation: Operation, heard: Heard) -> list[str]:
        if heard.status == 400:
            return self._content(operation, heard)
        response = operation.responses.get(str(heard.status))
        if response is None:
            known = heard.status in known_errors.STATUSES
            return [] if known else ["the file has no such status"]
        media = response.get("content", {})
        if not media:
            return ["a body where the file has none"] if heard.body else []
        return self._content(operation, heard) if JSON in media else []

    def _content(self, operation: Operation, heard: Heard) -> list[str]:
        if not heard.content_type.startswith(JSON):
            return [f"{heard.content_type or 'nothing'} where the file has JSON"]
        body = gzip.decompress(heard.body) if heard.is_packed else heard.body
        found = [self._of_part(operation, heard.status, part) for part in parts(json.loads(body))]
        return list(dict.fromkeys(problem for problems in found for problem in problems))

    def _of_part(self, operation: Operation, status: int, part: Any) -> list[str]:
        shape, content = self._sight.pruned(part)
        key = (operation.name, status, shape)
        if key not in self._known:
            self._known[key] = self._of_content(operation, status, content)
        return self._known[key]

    def _of_content(self, operation: Operation, status: int, content: Any) -> list[str]:
        if status == 400:
            return self._errors(REFUSED, self._refusal(operation, content), content)
        told = operation.responses[str(status)]["content"][JSON]["schema"]
        schema = known_errors.INSTEAD.get(operation.name, told)
        saved, refused = known_errors.parted(content)
        found = self._errors(operation.document, schema, saved)
        return found + (self._errors(REFUSED, schema, refused) if refused else [])

    def _refusal(self, operation: Operation, content: Any) -> Schema:
        if "ErrorNumber" not in content:
            return known_errors.GATEWAY
        schemas = self._files[operation.document]["components"]["schemas"]
        return known_errors.refusal(schemas, operation)

    def _errors(self, document: str, schema: Schema, content: Any) -> list[str]:
        self.shapes += 1
        validator = Draft202012Validator(
            _absolute(document, schema), registry=self._registry, format_checker=FORMATS
        )
        found = [
            f"{each.json_path}: {each.message[:300]}" for each in validator.iter_errors(content)
        ]
        return found[:MOST_PROBLEMS]


def _as_attempted(file: documents.Document) -> documents.Document:
    schemas = file["components"]["schemas"]
    lenient = {title: known_errors.as_attempted(each) for title, each in schemas.items()}
    return {"components": {"schemas": lenient}}


def _named(title: str) -> Schema:
    return {"$ref": f"#/components/schemas/{title}"}


def _absolute(document: str, schema: Any) -> Any:
    """The same with its references leading into that file."""
    if isinstance(schema, list):
        return [_absolute(document, each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    told = {name: _absolute(document, each) for name, each in schema.items()}
    if isinstance(told.get("$ref"), str) and told["$ref"].startswith("#"):
        told["$ref"] = f"urn:{document}{told['$ref']}"
    return told
