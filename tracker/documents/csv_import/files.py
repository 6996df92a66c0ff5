"""Files between the steps of an import: kept, opened again, and forgotten."""

import io
import zlib
from datetime import timedelta
from itertools import islice
from typing import BinaryIO, NamedTuple

from django.db import transaction
from django.db.models import Q

from tracker import clock
from tracker.agencies.models import Person
from tracker.agencies.not_possible import NotPossible
from tracker.documents.csv_import.columns import columns_for
from tracker.documents.csv_import.mapping import mapping_from
from tracker.documents.csv_import.reading import read_rows
from tracker.documents.models import ImportFile, ImportProfile

KEPT_FOR = timedelta(days=1)
SAMPLE_ROWS = 100
NAME_LENGTH_MAX = 100


class Sample(NamedTuple):
    """A file's heading and its first rows."""

    header: list[str]
    rows: list[list[str]]


@transaction.atomic
def keep(*, file: BinaryIO, kind: str, name: str, by: Person) -> ImportFile:
    """Keep a file for the steps to come; the person's earlier ones and old ones are forgotten.

    Raises ``NotPossible`` where the file cannot be read as CSV.
    """
    sample_of(file)
    forget_old()
    ImportFile.objects.filter(by=by).delete()
    file.seek(0)
    return ImportFile.objects.create(
        agency=by.agency,
        by=by,
        kind=kind,
        name=name[-255:],
        content=zlib.compress(file.read(), level=1),
        created_at=clock.now(),
    )


def forget_old() -> int:
    """Forget the files that nobody has gone on with for a day, and count them."""
    old = Q(created_at__lt=clock.now() - KEPT_FOR)
    return ImportFile.objects.filter(old).delete()[0]


def opened(kept: ImportFile) -> BinaryIO:
    """The file as it was brought."""
    return io.BytesIO(zlib.decompress(bytes(kept.content)))


def sample_of(file: BinaryIO) -> Sample:
    """The heading and the first rows. Raises ``NotPossible``."""
    opened = read_rows(file)
    rows = [cells for _, cells in islice(opened.rows, SAMPLE_ROWS)]
    return Sample(opened.header, rows)


@transaction.atomic
def map_columns(kept: ImportFile, *, mapping: object, profile: str = "") -> None:
    """Say which column is what, and keep that under a profile's name for the next such file.

    Raises ``NotPossible`` for a mapping that is wrong or names a column that is not there.
    """
    columns_for(mapping_from(mapping, kind=kept.kind), sample_of(opened(kept)).header)
    kept.mapping = mapping
    kept.save(update_fields=["mapping"])
    name = " ".join(profile.split())
    if len(name) > NAME_LENGTH_MAX:
        raise NotPossible(f"A profile's name has at most {NAME_LENGTH_MAX} characters.")
    if name:
        ImportProfile.objects.update_or_create(
            agency=kept.agency, kind=kept.kind, name=name, defaults={"mapping": mapping}
        )


def fitting_profile(kept: ImportFile, header: list[str]) -> ImportProfile | None:
    """The newest profile all of whose columns the file has."""
    for profile in ImportProfile.objects.filter(agency=kept.agency, kind=kept.kind).order_by("-id"):
        try:
            columns_for(mapping_from(profile.mapping, kind=kept.kind), header)
        except NotPossible:
            continue
        return profile
    return None


def forget(kept: ImportFile) -> None:
    """The file was taken as a whole: nobody needs it any more."""
    kept.delete()
