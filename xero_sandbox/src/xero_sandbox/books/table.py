"""One kind of record in memory, in order of change, with indexes."""

from collections.abc import Callable, Hashable, Iterator
from datetime import datetime
from typing import Any

Record = dict[str, Any]
"""A record in Xero's own shape, amounts as Decimal and dates as date. Never changed in place:
a change stores a new one, so an older one can be put back."""

KeyOf = Callable[[Record], Hashable | list[str] | None]
"""A record's key in an index, or several; None where it has none."""

Index = dict[Hashable, dict[str, None]]


class Table:
    """Records by id. Iteration runs from the one unchanged longest to the one changed last."""

    def __init__(self, kind: str, id_name: str, indexes: dict[str, KeyOf]) -> None:
        self.kind = kind
        self.id_name = id_name
        self.records: dict[str, Record] = {}
        self._key_of = indexes
        self._indexes: dict[str, Index] = {name: {} for name in indexes}

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records.values())

    def get(self, record_id: str) -> Record | None:
        return self.records.get(record_id)

    def find(self, index: str, key: Hashable) -> list[Record]:
        """All records whose key in that index equals ``key``."""
        ids = self._indexes[index].get(key)
        return [self.records[each] for each in ids] if ids else []

    def has(self, index: str, key: Hashable) -> bool:
        return key in self._indexes[index]

    def changed_after(self, moment: datetime) -> list[Record]:
        """Records changed later than ``moment``, oldest change first; costs only what it finds."""
        found = []
        for record in reversed(self.records.values()):
            if record["UpdatedDateUTC"] <= moment:
                break
            found.append(record)
        found.reverse()
        return found

    def put(self, record: Record) -> Record | None:
        """Store a record; returns the one it replaces. A record with a new stamp moves last."""
        record_id = record[self.id_name]
        previous = self.records.get(record_id)
        if previous is not None:
            self._unindex(record_id, previous)
            if previous.get("UpdatedDateUTC") != record.get("UpdatedDateUTC"):
                del self.records[record_id]
        self.records[record_id] = record
        self._index(record_id, record)
        return previous

    def remove(self, record_id: str) -> Record | None:
        record = self.records.pop(record_id, None)
        if record is not None:
            self._unindex(record_id, record)
        return record

    def restore(self, record_id: str, previous: Record | None) -> None:
        """Undo a put or a remove: back to ``previous``, which may be nothing. Then ``sort``."""
        self.remove(record_id)
        if previous is not None:
            self.put(previous)

    def sort(self) -> None:
        """Put the order of change right again after an undo."""
        by_change = sorted(self.records.items(), key=lambda pair: pair[1]["UpdatedDateUTC"])
        self.records = dict(by_change)

    def _index(self, record_id: str, record: Record) -> None:
        for index, key in self._keys(record):
            ids = index.get(key)
            if ids is None:
                index[key] = {record_id: None}
            else:
                ids[record_id] = None

    def _unindex(self, record_id: str, record: Record) -> None:
        for index, key in self._keys(record):
            ids = index[key]
            del ids[record_id]
            if not ids:
                del index[key]

    def _keys(self, record: Record) -> Iterator[tuple[Index, Hashable]]:
        for name, key_of in self._key_of.items():
            key = key_of(record)
            if isinstance(key, list):
                for each in key:
                    yield self._indexes[name], each
            elif key is not None:
                yield self._indexes[name], key
