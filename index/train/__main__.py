"""Make the built-in model: ``python -m index.train --data DIR --out DIR``."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from corpus.errors import PolicyQAError
from index.train.card import write_card
from index.train.recipe import Recipe
from index.train.sources import CLEAN_LICENCES

__all__ = ["main"]

_DEFAULTS = Recipe()


def main(
    data: Annotated[Path, typer.Option(help="Folder with pairs/, stard/ and laws.tar.xz.")],
    out: Annotated[Path, typer.Option(help="Folder the model is written to.")],
    licences: Annotated[
        Literal["clean", "all"],
        typer.Option(help="clean: leave out non-commercial sources and those without a licence."),
    ] = "clean",
    seed: Annotated[int, typer.Option(help="Seed of the first member.")] = _DEFAULTS.seed,
    steps: Annotated[int, typer.Option(help="Steps of each member.")] = _DEFAULTS.steps,
    members: Annotated[int, typer.Option(help="Models joined.")] = _DEFAULTS.members,
    threads: Annotated[int, typer.Option(help="CPU threads.")] = _DEFAULTS.threads,
    workers: Annotated[
        int, typer.Option(min=1, help="Members trained at once, in processes of their own.")
    ] = 1,
    device: Annotated[str, typer.Option(help="Torch device: cpu, cuda, cuda:1 …")] = "cpu",
    part: Annotated[int, typer.Option(min=0, max=4, help="Held-out fifth of STARD.")] = 0,
) -> None:
    """Prepare the data, train, measure on what was held out, and write model and card."""
    recipe = replace(_DEFAULTS, seed=seed, steps=steps, members=members, threads=threads)
    clean = licences == "clean"
    try:
        make_model(data, out, recipe, clean=clean, part=part, workers=workers, device=device)
    except PolicyQAError as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None


def make_model(
    data: Path,
    out: Path,
    recipe: Recipe,
    *,
    clean: bool,
    part: int,
    workers: int = 1,
    device: str = "cpu",
) -> None:
    """Run all steps with the settings of ``recipe``; progress goes to stderr.

    :param clean: leave out sources of unclear or non-commercial licence.
    :param part: the fifth of STARD to hold out.
    :param workers: processes that train members at the same time.
    :param device: the torch device to train on.
    :raises PolicyQAError: there is no such device, its memory is full, or a process died.
    """
    from index.train.dataset import prepare
    from index.train.device import check_device
    from index.train.export import write_model
    from index.train.figures import measure
    from index.train.members import train_vectors

    check_device(device)  # before the minutes that the data takes
    started = time.perf_counter(), _cpu_seconds()

    def report(line: str) -> None:
        typer.echo(f"{time.perf_counter() - started[0]:6.0f} s  {line}", err=True)

    licences = CLEAN_LICENCES if clean else None
    dataset = prepare(data, recipe, licences=licences, part=part, report=report)
    vectors = train_vectors(dataset, recipe, report, workers=workers, device=device)
    write_model(out, dataset.tokenizer, vectors)
    rows = measure(dataset, vectors)
    minutes = (_cpu_seconds() - started[1]) / 60
    write_card(
        out / "README.md",
        dataset,
        recipe,
        rows,
        minutes=minutes,
        part=part,
        clean=clean,
        device=device,
    )
    report(f"model and card written to {out}; {minutes:.1f} CPU minutes")


def _cpu_seconds() -> float:
    """Return the CPU time of this process and of those it has started and seen end."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


if __name__ == "__main__":
    typer.run(main)
