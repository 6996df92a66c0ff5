"""One call on the accounting API, as the rest of the sandbox reads it."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from xero_sandbox.books.organisation import Books
from xero_sandbox.books.refusals import Unreadable, refuse
from xero_sandbox.clock import Clock
from xero_sandbox.exact_json import read_request

API = "/api.xro/2.0/"


@dataclass
class Call:
    """``path`` is what follows ``/api.xro/2.0/``; query and header names are in lower case."""

    method: str
    path: str
    query_string: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def address(self) -> str:
        """The whole path, as the journal tells it."""
        return API + self.path

    @property
    def key(self) -> str | None:
        return self.headers.get("idempotency-key")

    def fingerprint(self) -> str:
        """What a key is bound to: method, address and body."""
        told = sha256(f"{self.method} {self.path.lower()}?{self.query_string}\n".encode())
        told.update(self.body)
        return told.hexdigest()

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.query.get(name.lower())
        return default if value is None else value.lower() == "true"

    def values(self, name: str) -> list[str]:
        """A comma-separated parameter."""
        return [
            each.strip() for each in self.query.get(name.lower(), "").split(",") if each.strip()
        ]

    @property
    def places(self) -> int:
        """Decimals of unit amounts: 2 unless ``unitdp=4``."""
        return 4 if self.query.get("unitdp") == "4" else 2

    def elements(self, name: str) -> list[dict[str, Any]]:
        """The records in the body: under their collection's name, bare in a list, or one alone.

        Raises Unreadable where there are none.
        """
        try:
            content = read_request(self.body)
        except ValueError as error:
            raise Unreadable(f"JSON for post data was invalid,{error}") from None
        if isinstance(content, dict):
            content = content.get(name, content)
        elements = content if isinstance(content, list) else [content]
        if not elements or not all(isinstance(each, dict) for each in elements):
            raise Unreadable(f"JSON for post data was invalid,No {name} were found in it.")
        return elements

    def check_number(self, name: str, most: int) -> None:
        """Raises Refused where the body holds more records than the endpoint takes at once."""
        if len(self.elements(name)) > most:
            raise refuse(f"No more than {most} {name} can be sent in one request.")


@dataclass
class Context:
    """A call that was let in: whose books it is about and which ids its path holds."""

    call: Call
    books: Books
    clock: Clock
    client: str
    ids: list[str] = field(default_factory=list)
