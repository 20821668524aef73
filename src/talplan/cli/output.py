"""Output of reading commands: a page, or one of the formats for scripts and spreadsheets."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from talplan.domain.plan import Plan
    from talplan.domain.plan_year import Window
    from talplan.system.pager import Pager
    from talplan.views.page import Page


def answer(
    format_: str,
    *,
    page: Callable[[], Page],
    json: Callable[[], Iterable[str]],
    rows: Callable[[], tuple[Sequence[str], Iterable[Sequence[str]]]],
    no_pager: bool = False,
    compact: bool = False,
) -> None:
    """Write the answer in the given format; only that format is built. A page may be `compact`."""
    from talplan.views import page as pages
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
            with paged(no_pager=no_pager) as show_page:
                show_page(pages.compact(page()) if compact else page())


def show(page: Page) -> None:
    """Show a page: with Rich on a terminal, else as plain text as wide as its content or as COLUMNS."""
    from talplan.views import terminal

    if sys.stdout.isatty():
        from talplan.views.rich_page import open_console, render

        render(page, open_console())
    elif width := terminal.find_width():
        from talplan.views.rich_page import fitted

        terminal.write(fitted(page, width))
    else:
        from talplan.views.plain_page import plain

        terminal.write(plain(page))


@contextmanager
def paged(*, no_pager: bool = False) -> Iterator[Callable[[Page], None]]:
    """Yield a function that shows pages one below the other; if they are longer than the terminal, in the pager."""
    if no_pager or not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        yield show
        return
    from talplan.views.rich_page import open_console, rendered

    console = open_console()
    if console.legacy_windows:  # is coloured by calls that a pager does not make
        yield show
        return
    with _Window(console.height) as window:
        yield lambda page: window.write(rendered(page, console))


class _Window:
    """An answer on a terminal: as long as it fits the window it is kept, then the pager is started."""

    def __init__(self, height: int) -> None:
        self._room = height - 1  # below it comes the prompt of the shell
        self._kept: list[str] = []
        self._pager: Pager | None = None

    def write(self, parts: Iterable[str]) -> None:
        """Write the parts of a page, each of whole lines, as they come."""
        for text in parts:
            self._write(text)

    def _write(self, text: str) -> None:
        if self._pager is not None:
            self._pager.write(text)
            return
        self._kept.append(text)
        self._room -= text.count("\n")
        if self._room < 0:
            from talplan.system.pager import Pager

            self._pager = Pager()
            self._pager.write("".join(self._kept))

    def __enter__(self) -> _Window:
        return self

    def __exit__(self, _kind: object, error: object, _trace: object) -> bool:
        if self._pager is None:
            sys.stdout.write("".join(self._kept))
            return False
        from talplan.system.pager import QuitPager

        self._pager.close()
        return isinstance(error, QuitPager)


def hint_ended_year(plan: Plan, on: date, month: Window | None = None) -> None:
    """Hint on a terminal that the plan's year is over, unless a month of it is asked for."""
    if month is None and on >= plan.year.window.end and sys.stderr.isatty():
        from talplan.messages import say
        from talplan.views.terminal import hint

        hint(say("year-ended", year=plan.year, last=plan.year.window.last))
