"""The subcommands that start processes, and the one that prepares the database."""

import os

import click

from tracker.project.configuration import Configuration, read_configuration, require_complete
from tracker.project.configuration_file import home_folder

WEB_PROCESSES = 2
WEB_THREADS = 4


@click.command()
@click.option("--port", envvar="PORT", default=8000, show_default=True)
@click.option("--sandbox-port", envvar="SANDBOX_PORT", default=8001, show_default=True)
@click.option("--story", envvar="STORY", default="busy_month", show_default=True)
@click.option("--with-parent", is_flag=True, help="Stop when the process that started it ends.")
def demo(port: int, sandbox_port: int, story: str, with_parent: bool) -> None:
    """Database, sandbox, worker and web on this machine, until Ctrl-C."""
    from tracker.project.demo import Demo, run_demo

    home = home_folder(os.environ)
    run_demo(Demo(home, port, sandbox_port, story, with_parent))


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="HOST:PORT")
def web(bind: str) -> None:
    """Serve the pages."""
    from tracker.project.services import program

    _checked_configuration()
    options = ["--bind", bind, "--workers", str(WEB_PROCESSES), "--threads", str(WEB_THREADS)]
    options += ["--config", "python:tracker.project.web_server"]
    options += ["--preload", "--graceful-timeout", "4", "--no-control-socket"]
    command = [program("gunicorn"), *options, "tracker.project.wsgi:application"]
    # In our place: whoever stops us stops gunicorn.
    os.execv(command[0], command)


@click.command()
def worker() -> None:
    """Send what is due, until SIGTERM."""
    from tracker.project.worker import run_worker

    run_worker()


@click.command()
@click.option("--port", envvar="PORT", default=8000, show_default=True)
def serve(port: int) -> None:
    """Keep web and worker running, and the embedded database where it is used."""
    from tracker.project.serve import run_serve

    run_serve(_checked_configuration(), port=port)


@click.command()
def migrate() -> None:
    """Make or update the tables."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def _checked_configuration() -> Configuration:
    """All that is wrong is said here: a child process would say it in a traceback, or for ever."""
    require_complete(read_configuration())
    from tracker.project.settings import CONFIGURATION

    return CONFIGURATION
