"""The worker: runs the jobs that wake lanes, in a process of its own."""

import asyncio
import logging
import signal
from typing import cast

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from tracker.project.database_trouble import database_trouble
from tracker.sending.restored import started
from tracker.sending.turns import stopping

logger = logging.getLogger("tracker.worker")

RESTART_SECONDS = 0.5


def run_worker() -> None:
    """Work until SIGINT or SIGTERM; what is running then is finished first."""
    started.again()
    logger.info("worker started")
    try:
        asyncio.run(_work())
    except Exception:
        logger.exception("the worker met an error of its own, and ends")
        raise
    logger.info("worker stopped")


async def _work() -> None:
    """A database that goes away ends procrastinate's worker; ours waits for it and goes on."""
    while not stopping.is_set():
        try:
            await _work_until_it_breaks()
        except Exception as problem:
            why = database_trouble(problem) or repr(problem.__cause__ or problem)
            logger.warning("the worker lost its database and starts again: %s", why)
            started.again()
            await asyncio.sleep(RESTART_SECONDS)


async def _work_until_it_breaks() -> None:
    # Django's own connection serves one thread; the worker needs a pool and LISTEN.
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    with app.replace_connector(connector):
        async with app.open_async():
            working = asyncio.create_task(app.run_worker_async(install_signal_handlers=False))
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, _stop, working)
            await asyncio.wait([working])
            if not working.cancelled():
                working.result()


def _stop(working: "asyncio.Task[None]") -> None:
    """Lanes are given back after the calls that are out; nothing new leaves."""
    stopping.set()
    working.cancel()
