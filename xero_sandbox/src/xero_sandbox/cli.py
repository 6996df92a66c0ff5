"""The command line: ``xero-sandbox --port 8001``."""

import gc
from pathlib import Path

import click

from xero_sandbox.http.limits import TIERS
from xero_sandbox.sandbox import Sandbox
from xero_sandbox.server import make_app
from xero_sandbox.store import BadFolder
from xero_sandbox.stories import STORIES
from xero_sandbox.wire import Server


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Keep books here.")
@click.option("--latency-ms", type=click.IntRange(0), default=0, help="Wait before each answer.")
@click.option("--limits", type=click.Choice(list(TIERS)), default="real", show_default=True)
@click.option("--story", type=click.Choice(list(STORIES)), help="What to begin with.")
def main(port: int, data: Path | None, latency_ms: int, limits: str, story: str | None) -> None:
    """A Xero on 127.0.0.1 that remembers, enforces Xero's rules and misbehaves on demand."""
    try:
        sandbox = Sandbox(folder=data, story=story, limits=limits, latency_ms=latency_ms)
    except BadFolder as error:
        raise click.ClickException(str(error)) from error
    try:
        server = Server(port, make_app(sandbox))
    except OSError as error:
        sandbox.close()
        raise click.ClickException(f"Port {port} cannot be used: {error.strerror}.") from error
    _collect_less_often()
    click.echo(f"Xero sandbox  http://localhost:{server.port}")
    try:
        server.serve()
    except KeyboardInterrupt:
        click.echo("Stopped.")
    finally:
        server.close()
        sandbox.close()


def _collect_less_often() -> None:
    """Python looks for rings of objects after every 700 new ones; a call makes thousands that all
    stay, in no ring, and a tenth of its time went into looking."""
    gc.freeze()
    gc.set_threshold(50_000)
