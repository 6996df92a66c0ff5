"""The regular expressions of a mapping, which may take only so long."""

from time import perf_counter

import regex

from tracker.agencies.not_possible import NotPossible

# For one field of a whole file. Half a million ordinary cells take about a second.
SECONDS_MAX = 5.0


class Pattern:
    """A pattern whose group 1 is the value. Raises ``NotPossible`` where it cannot be read.

    ``(a+)+$`` tries a billion ways on a short text: Python's own expressions would hold the whole
    server until they are through, these can be stopped.
    """

    def __init__(self, field: str, text: str) -> None:
        self.field, self.text = field, text
        self.seconds_left = SECONDS_MAX
        try:
            self.compiled = regex.compile(text)
        except (regex.error, RecursionError, OverflowError, ValueError) as problem:
            raise NotPossible(f"The pattern for {field} cannot be read: {problem}.") from None
        if not self.compiled.groups:
            raise NotPossible(f"The pattern for {field} needs a group: (…) around the value.")

    def value_in(self, text: str) -> str:
        """What group 1 finds, or "". Raises ``NotPossible`` once the time is used up."""
        began = perf_counter()
        try:
            found = self.compiled.search(text, timeout=self.seconds_left, concurrent=True)
        except TimeoutError:
            raise self._too_slow() from None
        self.seconds_left -= perf_counter() - began
        if self.seconds_left <= 0:
            raise self._too_slow()
        return (found.group(1) or "") if found else ""

    def _too_slow(self) -> NotPossible:
        return NotPossible(
            f"The pattern for {self.field}, “{self.text}”, takes too long to try: write a simpler"
            " one, without a repetition inside a repetition."
        )
