"""The command `tracker`: every subcommand by name, loaded when it is called."""

import importlib
import os
import sys
import traceback
from dataclasses import dataclass

import click

from tracker.project.collecting import collect_less_often
from tracker.project.configuration import (
    ConfigurationError,
    is_yes,
    read_configuration,
    require_complete,
)
from tracker.project.database_trouble import database_trouble

SETTINGS = "tracker.project.settings"
HELP = {"-h", "--help"}


@dataclass(frozen=True)
class Entry:
    """Where a subcommand lies, what it does, and whether it needs Django set up first."""

    module: str
    attribute: str
    sentence: str
    needs_django: bool = True


PROCESSES = "tracker.project.commands"
ENTRIES = {
    "demo": Entry(PROCESSES, "demo", "Everything at once, with a sandbox of Xero.", False),
    "web": Entry(PROCESSES, "web", "The pages, served by gunicorn.", False),
    "worker": Entry(PROCESSES, "worker", "The process that sends."),
    "serve": Entry(PROCESSES, "serve", "Web and worker together.", False),
    "migrate": Entry(PROCESSES, "migrate", "Bring the database to this version."),
    "seed": Entry("tracker.cli.seed", "seed", "Fill an empty database with a story."),
    "agency": Entry("tracker.cli.agency", "agency", "Make the first agency, or a sign-in link."),
    "connect": Entry("tracker.cli.connect", "connect", "Connect to a sandbox, without a browser."),
    "import": Entry("tracker.cli.importing", "import_", "Take invoices or payments from a CSV."),
    "companies": Entry("tracker.cli.companies", "companies", "Say that two names are one."),
    "check": Entry("tracker.cli.sending", "check", "Say what sending would do."),
    "send": Entry("tracker.cli.sending", "send", "Send invoices to Xero."),
    "sync": Entry("tracker.cli.syncing", "sync", "Read from Xero what became of invoices."),
    "batches": Entry("tracker.cli.sending", "batches", "List batches, or show one."),
    "compare": Entry("tracker.cli.comparing", "compare", "Lay Tracker beside Xero."),
    "reconcile": Entry(
        "tracker.cli.reconciling", "reconcile", "Adopt what Xero has, after a restore."
    ),
    "rotate-keys": Entry("tracker.cli.connect", "rotate_keys", "Encrypt all tokens anew."),
}


class TrackerGroup(click.Group):
    """Reads the table above, so that `tracker --help` is quick and a broken part breaks alone."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(ENTRIES)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        entry = ENTRIES.get(args[0])
        if entry and entry.needs_django and HELP.isdisjoint(args):
            require_complete(read_configuration())
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = ENTRIES.get(cmd_name)
        if entry is None:
            return None
        if entry.needs_django:
            _set_up_django()
        command: click.Command = getattr(importlib.import_module(entry.module), entry.attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.sentence) for name, entry in ENTRIES.items()])


@click.command(cls=TrackerGroup, context_settings={"help_option_names": sorted(HELP)})
def tracker() -> None:
    """A recruitment agency's back office, linked to Xero."""


def main() -> None:
    """Run one command. Exit 0: it did its work; 1: it could not, and says why in one line."""
    try:
        result = tracker.main(standalone_mode=False)
    except click.Abort:
        sys.exit(130)
    except Exception as problem:
        if is_yes(os.environ.get("TRACKER_DEBUG")):
            traceback.print_exc()
        click.echo(f"tracker: {sentence_for(problem)}", err=True)
        sys.exit(1)
    sys.exit(result if isinstance(result, int) else 0)


def sentence_for(problem: Exception) -> str:
    """One line that says what is wrong, for a person."""
    text = problem.format_message() if isinstance(problem, click.ClickException) else str(problem)
    line = " ".join(text.split())
    if isinstance(problem, click.ClickException | ConfigurationError):
        return line
    if trouble := database_trouble(problem):
        return trouble
    if getattr(type(problem), "__module__", "").startswith("tracker."):
        return line
    return f"{type(problem).__name__}: {line}"


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    django.setup()
    collect_less_often()
