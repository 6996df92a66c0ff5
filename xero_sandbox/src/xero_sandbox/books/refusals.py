"""How the books say no. Each refusal becomes one of Xero's answers.

https://developer.xero.com/documentation/api/http-response-codes
"""

from dataclasses import dataclass, field


@dataclass
class Problems:
    """What was found wrong with one element. Warnings do not stop it from being saved."""

    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    lines: dict[int, list[str]] = field(default_factory=dict)
    contact: list[str] = field(default_factory=list)

    def add(self, message: str) -> None:
        if message not in self.errors:
            self.errors.append(message)

    def add_to_line(self, number: int, message: str) -> None:
        self.lines.setdefault(number, []).append(message)
        self.add(message)

    def stop_if_any(self, *, record_id: str | None = None) -> None:
        """Raises Refused where an error was found."""
        if self.errors:
            raise Refused(self, record_id)


class Refused(Exception):
    """One element breaks a rule. ``record_id`` is the existing record it was meant for, if any."""

    def __init__(self, problems: Problems, record_id: str | None = None) -> None:
        super().__init__("; ".join(problems.errors))
        self.problems = problems
        self.record_id = record_id


class Unreadable(Exception):
    """A value does not have its field's type: the whole call is refused (ErrorNumber 14)."""


class UnknownRecord(Exception):
    """An id that does not exist: the whole call is answered 404."""


class Broken(Exception):
    """What makes Xero itself fail: the whole call is answered 500."""


def refuse(message: str, *, record_id: str | None = None) -> Refused:
    return Refused(Problems(errors=[message]), record_id)
