"""The rows of one number, wherever they stand in the file."""

from collections.abc import Iterable

from tracker.documents.csv_import.columns import Column
from tracker.documents.csv_import.reading import Row


def rows_by_number(rows: Iterable[Row], numbers: Column) -> dict[str, list[Row]]:
    """Every row under its document's number, in the file's order; under "" those without one."""
    place, meanings = numbers
    groups: dict[str, list[Row]] = {}
    for row in rows:
        cells = row[1]
        # A row may be too short to hold its number.
        number = meanings[cells[place]].value if place < len(cells) else ""
        group = groups.get(number)
        if group is None:
            groups[number] = [row]
        else:
            group.append(row)
    return groups
