"""Somebody at a finance desk, in a browser: the same few things on every picture's way."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import FloatRect, Locator, Page, expect, sync_playwright

from docs.guide.screenshots.demo import Demo

IMAGES = Path(__file__).resolve().parents[2] / "images"
WIDTH = 1440
HEIGHT = 900
MARGIN = 24
DONE = re.compile(r"Batch \d+ is done")
SETTLED_MILLISECONDS_MAX = 60_000
INVOICES = "invoices"
# Nothing moves on a picture, and nothing blinks.
STILL = (
    "*, *::before, *::after { transition: none !important; caret-color: transparent !important }"
)


# A browser shows dates as its own language has them, which may be an American one.
BRITISH = """
document.querySelectorAll('input[type=date]').forEach(field => {
  field.dataset.day = field.value
  field.type = 'text'
  field.value = field.dataset.day.split('-').reverse().join('/')
})"""
AS_IT_WAS = """
document.querySelectorAll('[data-day]').forEach(field => {
  field.type = 'date'
  field.value = field.dataset.day
})"""

# No picture says in which minute of the morning it was taken: else each would be another one.
AT_TEN = r"""
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
while (texts.nextNode()) {
  const text = texts.currentNode
  if (/\b10:\d\d\b/.test(text.data)) text.data = text.data.replace(/\b10:\d\d\b/g, '10:00')
}"""


class Desk:
    """A person who is signed in to a demo, and the camera over the shoulder."""

    def __init__(self, page: Page, demo: Demo) -> None:
        self.page = page
        self.demo = demo

    def sign_in(self, email: str) -> None:
        self.go("/sign-in/")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill("open-the-books")
        self.press("Sign in")

    def go(self, path: str) -> None:
        self.page.goto(f"{self.demo.url}{path}")

    def press(self, name: str, *, inside: Locator | None = None) -> None:
        (inside or self.page).get_by_role("button", name=name, exact=True).first.click()

    def open(self, number: str, *, of: str = INVOICES) -> None:
        self.go(f"/{of}/?q={number}")
        self.page.get_by_role("link", name=number, exact=True).first.click()

    def fill(self, **values: str) -> None:
        """Fill these fields of a form, by their names; the first line's begin with ``line``."""
        for name, value in values.items():
            self.page.locator(f'[name="{name.replace("line_", "line-0-")}"]').fill(value)

    def change(self, number: str, *, of: str = INVOICES, **values: str) -> None:
        """Fill these fields of its form, and save."""
        self.open(number, of=of)
        self.page.get_by_role("link", name="Edit", exact=True).click()
        self.fill(**values)
        self.page.locator('button[name="save"]').last.click()
        expect(self.page.get_by_role("link", name="Edit", exact=True)).to_be_visible()

    def mark_paid(self, number: str) -> None:
        """In full, today."""
        self.open(number)
        self.choose("Mark paid")
        self.press("Mark paid")
        expect(self.section("Receipts")).to_be_visible()

    def open_company(self, name: str) -> None:
        self.go(f"/companies/?q={name.split()[0]}")
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def tick(self, *numbers: str) -> None:
        """Tick these on the list, as it was filtered."""
        for number in numbers:
            row = self.page.get_by_role("row").filter(has_text=number)
            row.get_by_role("checkbox").check()

    def choose(self, action: str) -> None:
        """Something from the menu *Action*."""
        self.page.locator("summary", has_text="Action").last.click()
        menu = self.page.locator("details[open]")
        link = menu.get_by_role("link", name=action, exact=True)
        (link if link.count() else menu.get_by_role("button", name=action, exact=True)).click()

    def prepare(self, *numbers: str, of: str = INVOICES) -> Locator:
        """The send dialog with these in it."""
        self.go(f"/{of}/")
        self.tick(*numbers)
        self.choose("Send to Xero")
        return self.dialog

    @property
    def dialog(self) -> Locator:
        dialog = self.page.locator("#send")
        expect(dialog).to_be_visible()
        return dialog

    def send(self) -> Locator:
        """Press *Send* in the dialog and wait until each one has arrived, or has not."""
        dialog = self.dialog
        dialog.locator("#send-all").click()
        expect(dialog.get_by_text(DONE)).to_be_visible(timeout=SETTLED_MILLISECONDS_MAX)
        return dialog

    def sync(self) -> None:
        """Ask for everything that changed in Xero, and wait for what was found."""
        self.go("/differences/")
        self.press("Sync")
        self.wait_until_synced()

    def wait_until_synced(self) -> None:
        expect(self.page.get_by_text("asked by")).to_be_visible(timeout=SETTLED_MILLISECONDS_MAX)

    def section(self, heading: str) -> Locator:
        """The part of the page under a heading."""
        return self.page.get_by_role("region", name=heading, exact=True)

    def picture(
        self, name: str, *, until: Locator, since: Locator | None = None, is_cut: bool = False
    ) -> None:
        """Take a picture of the page from its top to the end of ``until``.

        With ``since`` it begins there, and is no wider than the two. Where more rows follow, it
        ``is_cut`` right below.
        """
        self.page.mouse.move(0, 0)
        self.page.evaluate(f"document.activeElement.blur(); window.scrollTo(0, 0); {BRITISH}")
        self.page.evaluate(f"(() => {{{AT_TEN}}})()")
        end = _box(until)
        left, top, right = 0.0, 0.0, float(WIDTH)
        if since is not None:
            begin = _box(since)
            left, top = max(begin["x"] - MARGIN, 0), begin["y"] - MARGIN
            right = end["x"] + end["width"] + MARGIN
        height = end["y"] + end["height"] - top + (0 if is_cut else MARGIN)
        self.page.screenshot(
            path=IMAGES / f"{name}.png",
            full_page=True,
            animations="disabled",
            style=STILL,
            clip={"x": left, "y": top, "width": right - left, "height": height},
        )
        self.page.evaluate(AS_IT_WAS)


def _box(part: Locator) -> FloatRect:
    box = part.bounding_box()
    assert box is not None, "it is not on the page"
    return box


@contextmanager
def desk_at(demo: Demo, email: str = "olivia@harbour-talent.example") -> Iterator[Desk]:
    """A browser in which a person of the demo is signed in; light, 1440 wide."""
    path = os.environ.get("TRACKER_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage", "--lang=en-GB"]
        )
        context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT},
            color_scheme="light",
            locale="en-GB",
            reduced_motion="reduce",
        )
        desk = Desk(context.new_page(), demo)
        desk.sign_in(email)
        yield desk
        browser.close()
