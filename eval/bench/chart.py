"""Draw a line chart as SVG, both axes logarithmic; no library needed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

__all__ = ["line_chart"]

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 720, 400, 60, 200, 40, 40
_COLOURS = ("#0b6e4f", "#c8553d", "#3d5a80", "#8d6a9f", "#6c757d")


def line_chart(title: str, lines: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """Return an SVG of lines through points (x, y), all above 0."""
    xs = [x for points in lines.values() for x, _ in points]
    ys = [y for points in lines.values() for _, y in points]
    across = _Scale(min(xs), max(xs), _LEFT, _WIDTH - _RIGHT)
    up = _Scale(min(ys), max(ys), _HEIGHT - _BOTTOM, _TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<text x="{_LEFT}" y="20" font-size="14">{escape(title)}</text>',
    ]
    parts += [_tick_across(x, across.at(x)) for x in sorted(set(xs))]
    parts += [_tick_up(y, up.at(y)) for y in up.ticks()]
    for i, (name, points) in enumerate(lines.items()):
        parts += _line(name, [(across.at(x), up.at(y)) for x, y in points], _COLOURS[i % 5])
    return "\n".join([*parts, "</svg>\n"])


class _Scale:
    """A logarithmic scale between two places on the page."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self._low = math.log10(low)
        self._span = (math.log10(high) - self._low) or 1.0
        self._start, self._end = start, end

    def at(self, value: float) -> float:
        share = (math.log10(value) - self._low) / self._span
        return round(self._start + share * (self._end - self._start), 1)

    def ticks(self) -> list[float]:
        values = [m * 10.0**e for e in range(-3, 8) for m in (1, 2, 5)]
        inside = (self._low - 1e-9, self._low + self._span + 1e-9)
        return [v for v in values if inside[0] <= math.log10(v) <= inside[1]]


def _tick_across(value: float, x: float) -> str:
    foot = _HEIGHT - _BOTTOM
    return (
        f'<line x1="{x}" x2="{x}" y1="{_TOP}" y2="{foot}" stroke="#ddd"/>'
        f'<text x="{x}" y="{foot + 18}" text-anchor="middle">{value / 1e3:,.0f}k</text>'
    )


def _tick_up(value: float, y: float) -> str:
    return (
        f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}" stroke="#ddd"/>'
        f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{value:g}</text>'
    )


def _line(name: str, places: Sequence[tuple[float, float]], colour: str) -> list[str]:
    joined = " ".join(f"{x},{y}" for x, y in places)
    dots = [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in places]
    x, y = places[-1]
    return [
        f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"/>',
        *dots,
        f'<text x="{x + 8}" y="{y + 4}" fill="{colour}">{escape(name)}</text>',
    ]
