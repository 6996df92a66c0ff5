"""Which of Xero's lines stands for which of ours."""

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.sending.comparing import line_differences, line_element
from tracker.xero.types import Invoice


def line_ids(lines: list[tuple[int, Mapping[str, Any]]], said: Invoice) -> dict[str, str]:
    """Our line ids (as text) to Xero's: by the id that was sent, else by content, else in order."""
    ids = matched_ids([sent for _, sent in lines], [line_element(each) for each in said.line_items])
    return {str(ours_id): found for (ours_id, _), found in zip(lines, ids, strict=True) if found}


def matched_ids(
    ours: Sequence[Mapping[str, Any]], theirs: Sequence[Mapping[str, Any]]
) -> list[str | None]:
    """For each of our lines the id of Xero's line that it stands for; None where none is left.

    By the id it has, then by equal content, then by what the client reads, then in order.
    """
    left = [line for line in theirs if line.get("LineItemID")]
    found: list[str | None] = [None] * len(ours)
    for test in (_has_same_id, _is_equal, _is_alike, _is_any):
        for place, line in enumerate(ours):
            if found[place] is not None:
                continue
            match = next((each for each in left if test(line, each)), None)
            if match is not None:
                left.remove(match)
                found[place] = match["LineItemID"]
    return found


def _has_same_id(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    return bool(ours.get("LineItemID")) and ours["LineItemID"] == theirs["LineItemID"]


def _is_equal(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    return all(each.name == "tracking" for each in line_differences(ours, theirs))


def _is_alike(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """Whether only the coding differs, which is anybody's who typed it in by hand."""
    coding = {"tracking", "account", "tax rate", "tax", "item"}
    return {each.name for each in line_differences(ours, theirs)} <= coding


def _is_any(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    return True
