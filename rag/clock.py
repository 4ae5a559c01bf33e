"""How long each stage of an answer took."""

from __future__ import annotations

import time

__all__ = ["Clock"]


class Clock:
    """Milliseconds by stage; runs from when it is made."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._stages: dict[str, float] = {}

    def mark(self, stage: str) -> None:
        """Say that ``stage`` has ended; it began where the one before it ended."""
        now = time.perf_counter()
        self._stages[stage] = round((now - self._last) * 1000, 2)
        self._last = now

    def timings(self) -> dict[str, float]:
        """Return the milliseconds of each stage, and ``total`` since the clock was made."""
        total = round((time.perf_counter() - self._start) * 1000, 2)
        return {**self._stages, "total": total}
