"""Who is there to send."""

from django.conf import settings
from django.db import connection


def workers_alive() -> int:
    """How many workers have been heard of lately, by the database's clock."""
    seconds: float = settings.PROCRASTINATE_WORKER_DEFAULTS["stalled_worker_timeout"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_workers"
            " WHERE last_heartbeat > now() - make_interval(secs => %s)",
            [seconds],
        )
        (alive,) = cursor.fetchone()
    return int(alive)
