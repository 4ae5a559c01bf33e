"""Where the numbers of a training run are worked out: the CPU, or an accelerator that torch has."""

from __future__ import annotations

from corpus.errors import PolicyQAError

__all__ = ["TrainError", "check_device"]


class TrainError(PolicyQAError):
    """A training run cannot be made as asked; its text is one line, fit to show to a user."""


def check_device(name: str) -> None:
    """Make sure that torch has a device, without starting it.

    :param name: as torch writes it: ``cpu``, ``cuda``, ``cuda:1``.
    :raises TrainError: it is no name of a device, or this machine or this torch has none such.
    """
    import torch

    counts = _counts()
    try:
        asked = torch.device(name)
    except RuntimeError:
        known = False
    else:
        known = (asked.index or 0) < counts.get(asked.type, 0)
    if not known:
        there = ", ".join(f"{kind}:{i}" for kind, count in counts.items() for i in range(count))
        raise TrainError(
            f"There is no device {name!r}: torch {torch.__version__} has {there} on this machine."
            " Ask for one of these, or install a torch that is built for the device."
        )


def _counts() -> dict[str, int]:
    """Return how many devices of each kind can be used."""
    import torch

    accelerator = torch.accelerator.current_accelerator()
    found = {} if accelerator is None else {accelerator.type: torch.accelerator.device_count()}
    return {"cpu": 1, **found}
