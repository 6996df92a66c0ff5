"""The worker: runs the jobs that wake lanes, in a process of its own."""

import asyncio
import logging

from procrastinate.contrib.django import app

logger = logging.getLogger("tracker.worker")


def run_worker() -> None:
    """Work until SIGINT or SIGTERM; what is running then is finished first."""
    logger.info("worker started")
    asyncio.run(_work())
    logger.info("worker stopped")


async def _work() -> None:
    # Django's own connection serves one thread; the worker needs a pool and LISTEN.
    with app.replace_connector(app.connector.get_worker_connector()):
        async with app.open_async():
            await app.run_worker_async()
