"""Whether Tracker can work, for whoever watches it: three words, and no numbers."""

from functools import cache

from django.db import Error, ProgrammingError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker.sending.workers import workers_alive
from tracker.web.access import anyone

OK = "ok"
UNKNOWN = "not known while the database cannot be reached"


@anyone
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 where all is well; else 503, and beside each part what is wrong."""
    found = _looked_at()
    return JsonResponse(found, status=200 if set(found.values()) == {OK} else 503)


def _looked_at() -> dict[str, str]:
    try:
        migrations = _migrations()
        return {"database": OK, "migrations": migrations, "worker": _worker(migrations)}
    except Error:
        return {"database": "cannot be reached", "migrations": UNKNOWN, "worker": UNKNOWN}


def _migrations() -> str:
    missing = _of_the_code() - set(MigrationRecorder(connection).applied_migrations())
    return "some are missing: run tracker migrate" if missing else OK


@cache
def _of_the_code() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.nodes)


def _worker(migrations: str) -> str:
    try:
        return OK if workers_alive() else "none is running: start tracker worker"
    except ProgrammingError:
        # The table in which workers are seen is still to be made.
        if migrations == OK:
            raise
        return "not known while migrations are missing"


urls = [path("healthz", healthz, name="healthz")]
