"""One plain table: what was measured, how much, and what it stands beside."""

from collections.abc import Sequence
from statistics import median

WIDTHS = (44, 20)


def heading(text: str) -> None:
    """Begin a part."""
    print(f"\n{text}\n{'-' * len(text)}", flush=True)


def row(what: str, figure: object, beside: str = "") -> None:
    """One line: what it is, the figure, and its bound or explanation."""
    what_width, figure_width = WIDTHS
    print(f"  {what:<{what_width}} {figure!s:>{figure_width}}   {beside}".rstrip(), flush=True)


def spread(values: Sequence[float], unit: str = "", digits: int = 2) -> str:
    """``2.10 s (1.95–2.40)``: median, least and most."""
    middle, least, most = (f"{value:.{digits}f}" for value in _of(values))
    return f"{middle}{unit} ({least}–{most})"


def _of(values: Sequence[float]) -> tuple[float, float, float]:
    return median(values), min(values), max(values)


def kilobytes(count: int) -> str:
    return f"{count / 1000:,.0f} kB"


def verdict(value: float, most: float) -> str:
    """Whether a figure is within what we aim for."""
    return "met" if value <= most else "NOT met"
