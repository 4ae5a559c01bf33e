"""Make the built-in model: ``python -m index.train --data DIR --out DIR``."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

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
    part: Annotated[int, typer.Option(min=0, max=4, help="Held-out fifth of STARD.")] = 0,
) -> None:
    """Prepare the data, train, measure on what was held out, and write model and card."""
    recipe = replace(_DEFAULTS, seed=seed, steps=steps, members=members, threads=threads)
    make_model(data, out, recipe, clean=licences == "clean", part=part)


def make_model(data: Path, out: Path, recipe: Recipe, *, clean: bool, part: int) -> None:
    """Run all steps with the settings of ``recipe``; progress goes to stderr."""
    from index.train.dataset import prepare
    from index.train.export import write_model
    from index.train.figures import measure
    from index.train.members import train_vectors

    started = time.perf_counter(), time.process_time()

    def report(line: str) -> None:
        typer.echo(f"{time.perf_counter() - started[0]:6.0f} s  {line}", err=True)

    licences = CLEAN_LICENCES if clean else None
    dataset = prepare(data, recipe, licences=licences, part=part, report=report)
    vectors = train_vectors(dataset, recipe, report)
    write_model(out, dataset.tokenizer, vectors)
    rows = measure(dataset, vectors)
    minutes = (time.process_time() - started[1]) / 60
    write_card(out / "README.md", dataset, recipe, rows, minutes=minutes, part=part, clean=clean)
    report(f"model and card written to {out}; {minutes:.1f} CPU minutes")


if __name__ == "__main__":
    typer.run(main)
