"""What a sync found, in words: “14 of 1,400 changed: 10 paid, 3 part paid, 1 voided”."""

from tracker.accounts_system.changes import WORDS
from tracker.syncing.models import Sync


def in_words(sync: Sync) -> str:
    """One line; the failure, where it failed."""
    if sync.failure:
        return sync.failure
    others = _others(sync)
    if not sync.checked and not sync.changed:
        return f"Nothing of ours is in Xero yet.{others}"
    if not sync.changed:
        checked = "The invoice" if sync.checked == 1 else f"None of {sync.checked:,}"
        is_as_before = "is as it was" if sync.checked == 1 else "has changed"
        return f"{checked} {is_as_before}.{others}"
    return f"{sync.changed:,} of {sync.checked:,} changed: {_kinds(sync)}.{others}"


def _kinds(sync: Sync) -> str:
    named = [(words, sync.summary.get(kind, 0)) for kind, words in WORDS.items()]
    return ", ".join(f"{count:,} {words}" for words, count in named if count)


def _others(sync: Sync) -> str:
    count = sync.summary.get("others", 0)
    if not count:
        return ""
    return f" {count:,} other{'' if count == 1 else 's'} changed too."
