"""`tracker import invoices|payments FILE --map MAP.json`."""

from pathlib import Path

import click

from tracker.agencies.events import TRACKER
from tracker.agencies.models import Agency
from tracker.agencies.not_possible import NotPossible
from tracker.cli.options import agency_option, answer, json_option
from tracker.documents.csv_export import refusals_csv
from tracker.documents.csv_import.apply import apply_import
from tracker.documents.csv_import.mapping import mapping_from_json
from tracker.documents.csv_import.plan import Plan
from tracker.documents.csv_import.planning import plan_import
from tracker.documents.csv_import.reasons import Refusal
from tracker.documents.kinds import KINDS, KindWords, counted

SHOWN_OF_A_REASON = 5
A_FILE = click.Path(path_type=Path)


@click.group(name="import")
def import_() -> None:
    """Take documents from a CSV file."""


def _command(words: KindWords) -> click.Command:
    """`tracker import invoices`, `tracker import payments`: the same for each kind."""

    @click.argument("file", type=A_FILE)
    @click.option(
        "--map", "map_file", type=A_FILE, required=True, help="JSON: which column is what."
    )
    @click.option("--dry-run", is_flag=True, help="Say what would be taken, and take nothing.")
    @click.option("--draft", is_flag=True, help=f"Leave the {words.many} as drafts.")
    @click.option(
        "--refusals", type=A_FILE, help="Write what is refused, and why, to this CSV file."
    )
    @agency_option
    @json_option
    def command(
        file: Path,
        map_file: Path,
        dry_run: bool,
        draft: bool,
        refusals: Path | None,
        agency: Agency,
        as_json: bool,
    ) -> None:
        try:
            plan = _plan(file, map_file, agency, kind=words.value, draft=draft)
            _carry_out(plan, refusals, is_dry=dry_run)
        except NotPossible as problem:
            raise click.ClickException(problem.sentence) from None
        except OSError as problem:
            raise click.ClickException(f"{problem.filename}: {problem.strerror}.") from None
        answer(plan.summary(), _text(plan, is_dry=dry_run), as_json=as_json)

    help = f"Take the {words.many} of FILE: all that can be taken, in one transaction."
    return click.command(name=words.many, help=help)(command)


for _words in KINDS.values():
    import_.add_command(_command(_words))


def _plan(file: Path, map_file: Path, agency: Agency, *, kind: str, draft: bool) -> Plan:
    mapping = mapping_from_json(map_file.read_bytes(), kind=kind)
    entity = agency.entities.order_by("pk")[0]
    with file.open("rb") as opened:
        return plan_import(
            kind=kind, agency=agency, entity=entity, file=opened, mapping=mapping, draft=draft
        )


def _carry_out(plan: Plan, refusals: Path | None, *, is_dry: bool) -> None:
    if refusals:
        refusals.write_text("".join(refusals_csv(plan.refusals)), encoding="utf-8", newline="")
    if not is_dry:
        apply_import(plan, by=TRACKER)


def _text(plan: Plan, *, is_dry: bool) -> str:
    counts = plan.summary()
    verb = "would be imported" if is_dry else "imported"
    lines = [
        f"{counted(counts['documents'], plan.kind)} {verb}:"
        f" {_counted(counts['lines'], 'line', 'lines')},"
        f" {_counted(counts['companies'], 'company', 'companies')},"
        f" {_counted(counts['products'], 'product', 'products')}, net {plan.net:,.2f}."
    ]
    if plan.unchanged:
        lines.append(f"{plan.unchanged:,} unchanged: they are in Tracker already.")
    if plan.refusals:
        lines.append(f"{len(plan.refusals):,} refused:")
    for reason, count in plan.reasons.most_common():
        lines.append(f"\n  {count:,} × {reason}")
        mine = [refusal for refusal in plan.refusals if refusal.reason == reason]
        lines += [f"    {_sentence(refusal)}" for refusal in mine[:SHOWN_OF_A_REASON]]
        if count > SHOWN_OF_A_REASON:
            lines.append(f"    … {count - SHOWN_OF_A_REASON:,} more; --refusals FILE lists all")
    return "\n".join(lines)


def _sentence(refusal: Refusal) -> str:
    text = f"line {refusal.line:,}  {refusal.number or '–':12}  {refusal.sentence}"
    # A cell could speak to the terminal itself: ESC and its like are shown as what they are.
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
