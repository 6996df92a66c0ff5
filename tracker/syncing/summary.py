"""What a sync found, in words: “3 of 40 payments changed: 2 paid, 1 voided”."""

from tracker.accounts_system.changes import WORDS
from tracker.documents.kinds import counted, words_for
from tracker.syncing.models import Sync


def in_words(sync: Sync) -> str:
    """One line; the failure, where it failed."""
    if sync.failure:
        return sync.failure
    others = _others(sync)
    if not sync.checked and not sync.changed:
        nothing = f"No {words_for(sync.kind).one}" if sync.kind else "Nothing"
        return f"{nothing} of ours is in Xero yet.{others}"
    if not sync.changed:
        return f"{_unchanged(sync)}.{others}"
    return f"{sync.changed:,} of {_checked(sync)} changed: {_kinds(sync)}.{others}"


def _unchanged(sync: Sync) -> str:
    if sync.checked > 1:
        return f"None of {_checked(sync)} has changed"
    return f"The {words_for(sync.kind).one} is as it was" if sync.kind else "Nothing has changed"


def _checked(sync: Sync) -> str:
    """*40 payments*; only *40* where both kinds were looked at."""
    return counted(sync.checked, sync.kind) if sync.kind else f"{sync.checked:,}"


def _kinds(sync: Sync) -> str:
    named = [(words, sync.summary.get(kind, 0)) for kind, words in WORDS.items()]
    return ", ".join(f"{count:,} {words}" for words, count in named if count)


def _others(sync: Sync) -> str:
    count = sync.summary.get("others", 0)
    if not count:
        return ""
    return f" {count:,} other{'' if count == 1 else 's'} changed too."
