"""Line charts as SVG."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

from eval.bench.chart import line_chart


def _texts(svg: str) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(svg).iter() if node.text]


def test_a_chart_names_itself_and_each_line_safely() -> None:
    svg = line_chart("A < B", {"one & two": [(1000, 1), (10_000, 5)], "three": [(1000, 2)]})
    texts = [text.strip() for text in _texts(svg)]
    assert "A < B" in texts
    assert {"one & two", "three", "1k", "10k"} <= set(texts)


def test_more_points_lie_further_right_and_higher() -> None:
    svg = line_chart("t", {"line": [(1000, 1), (10_000, 10), (100_000, 100)]})
    lines = [
        node.get("points", "") for node in ElementTree.fromstring(svg).iter() if node.get("points")
    ]
    points = [tuple(map(float, pair.split(","))) for pair in lines[0].split()]
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    assert [y for _, y in points] == sorted((y for _, y in points), reverse=True)
    steps = [b[0] - a[0] for a, b in pairwise(points)]
    assert abs(steps[0] - steps[1]) < 0.5, "tenfold is the same distance everywhere"


def test_a_chart_of_one_point_does_not_divide_by_nothing() -> None:
    assert "<svg" in line_chart("t", {"line": [(1000, 3)]})
