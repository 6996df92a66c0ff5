"""What the documents for people point at is there, and the guide's pictures stay small."""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2]
GUIDE = HERE / "docs" / "guide"
PAGES = [HERE / "README.md", *sorted((HERE / "docs").rglob("*.md"))]
PICTURES = sorted((HERE / "docs" / "images").glob("*.png"))
LINK = re.compile(r"!?\[[^\]]*\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")
BYTES_MAX = 150_000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HERE)))
def test_every_page_links_to_what_is_there(page: Path) -> None:
    missing = [to for to in LINK.findall(page.read_text()) if not (page.parent / to).exists()]
    assert missing == []


def test_every_page_of_the_guide_is_in_its_index() -> None:
    index = set(LINK.findall((GUIDE / "README.md").read_text()))
    assert {page.name for page in GUIDE.glob("*.md")} - {"README.md"} == {
        to for to in index if "/" not in to
    }


def test_every_picture_is_small_and_shown_somewhere() -> None:
    shown = {Path(to).name for page in PAGES for to in LINK.findall(page.read_text())}
    assert {picture.name for picture in PICTURES} - shown == set()
    assert [picture.name for picture in PICTURES if picture.stat().st_size > BYTES_MAX] == []


def test_every_module_that_the_architecture_names_is_there() -> None:
    named = re.findall(r"`(\w+/[\w/]+\.py)", (HERE / "docs" / "architecture.md").read_text())
    assert len(named) > 20
    assert [name for name in named if not (HERE / "tracker" / name).exists()] == []
