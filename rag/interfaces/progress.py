"""A progress bar on stderr for long work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.model import Progress as State

__all__ = ["progress_bar"]


@contextmanager
def progress_bar() -> Iterator[Callable[[State], None]]:
    """Show a bar with count, rate and time left while the block runs.

    The bar is drawn on a terminal only, so that logs and pipes stay clean.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(show_speed=True),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def show(state: State) -> None:
            bar.update(task, completed=state.done, total=state.total, description=state.stage)

        yield show
