"""The way of every answer: as a page, or as one of the formats that scripts and spreadsheets read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from talplan.views.page import Page


def answer(
    format_: str,
    *,
    page: Callable[[], Page],
    json: Callable[[], Iterable[str]],
    rows: Callable[[], tuple[Sequence[str], Iterable[Sequence[str]]]],
) -> None:
    """The answer in the format that was asked for; only that one is made."""
    from talplan.views import terminal
    from talplan.views.item_fields import csv_text

    match format_:
        case "json":
            terminal.write_pieces(json())
        case "csv":
            terminal.write(csv_text(*rows()))
        case "md":
            terminal.write(terminal.markdown(page()))
        case _:
            terminal.show(page())
