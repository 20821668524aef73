"""Output of reading commands: a page, or one of the formats for scripts and spreadsheets."""

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
    """Write the answer in the given format; only that format is built."""
    from talplan.views import terminal
    from talplan.views.fields import write_csv

    match format_:
        case "json":
            terminal.write_pieces(json())
        case "csv":
            terminal.write(write_csv(*rows()))
        case "md":
            from talplan.views.markdown import format_page

            terminal.write(format_page(page()))
        case _:
            terminal.show(page())
