"""Xero answers five calls at once: four carry what is sent, and who reads takes the fifth, in turn.

https://developer.xero.com/faq/limits
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from django.db import connection as database

LOCKS = 0x52454144
"""What our advisory locks have in common, so that nobody else's number is one of them."""
LOOK_SECONDS, WAIT_SECONDS_MAX = 0.05, 10


@contextmanager
def in_turn(tenant_id: str) -> Iterator[None]:
    """Wait until nobody else reads this organisation, and let nobody begin to until the end.

    Whoever has waited 10 s reads all the same: one call too many is only refused, and
    a process that is frozen must not keep others from reading. The database takes the turn back
    by itself from one that is killed.
    """
    key = [LOCKS, crc32(tenant_id.encode()) - 2**31]
    is_ours = _wait(key)
    try:
        yield
    finally:
        if is_ours:
            _ask("SELECT pg_advisory_unlock(%s, %s)", key)


def _wait(key: list[int]) -> bool:
    give_up_at = time.monotonic() + WAIT_SECONDS_MAX
    while not (is_ours := _ask("SELECT pg_try_advisory_lock(%s, %s)", key)):
        if time.monotonic() > give_up_at:
            break
        time.sleep(LOOK_SECONDS)
    return is_ours


def _ask(statement: str, key: list[int]) -> bool:
    with database.cursor() as cursor:
        cursor.execute(statement, key)
        (answer,) = cursor.fetchone()
    return bool(answer)
