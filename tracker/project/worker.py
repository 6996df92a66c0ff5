"""The worker: runs the jobs that wake lanes, in a process of its own."""

import asyncio
import logging
from typing import cast

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

logger = logging.getLogger("tracker.worker")


def run_worker() -> None:
    """Work until SIGINT or SIGTERM; what is running then is finished first."""
    logger.info("worker started")
    asyncio.run(_work())
    logger.info("worker stopped")


async def _work() -> None:
    # Django's own connection serves one thread; the worker needs a pool and LISTEN.
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    with app.replace_connector(connector):
        async with app.open_async():
            await app.run_worker_async()
