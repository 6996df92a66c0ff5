"""`tracker serve`: web and worker of a real installation, kept running."""

import os

from tracker.project.configuration import Configuration
from tracker.project.embedded_place import cluster_in
from tracker.project.embedded_postgres import make_database
from tracker.project.services import database_service, web_service, worker_service
from tracker.project.supervisor import StopRequested, Supervisor, stopping_on_signals


def run_serve(configuration: Configuration, *, port: int) -> None:
    """Stay until Ctrl-C or SIGTERM; every process speaks on our own output."""
    environment = {**os.environ, "TRACKER_HOME": str(configuration.home)}
    supervisor = Supervisor(say=lambda text: print(text, flush=True))
    with stopping_on_signals():
        try:
            if configuration.database_is_embedded:
                cluster = cluster_in(configuration.home)
                supervisor.start(database_service(cluster))
                make_database(cluster)
            supervisor.start(worker_service(environment, None))
            supervisor.start(web_service(environment, None, port=port))
            supervisor.keep_running()
        except StopRequested:
            supervisor.say("Stopping.")
        finally:
            supervisor.stop()
