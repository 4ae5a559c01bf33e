"""Text recognition (OCR) of scanned pages and pictures, by RapidOCR where it is installed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean, median
from typing import Any

from corpus.limits import Limits
from corpus.readers.layout import Page, lines_to_text
from corpus.readers.pdf import SCANNED, open_pdf, text_page_of
from corpus.readers.placed import Word
from corpus.readers.reading import Reading
from corpus.readers.refusals import RECOGNISE, TooLarge, Unreadable

__all__ = ["can_recognise", "read_picture", "read_scan"]

_DPI = 200
_LONGEST_SIDE = 3200  # pixels to which a page is drawn at most
_MOST_PIXELS = 60_000_000  # of a picture file
_UNSURE = 0.5  # confidence below which recognised words are left out
_POINTS = 72


def can_recognise() -> bool:
    """Tell whether the packages that recognise text are installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def read_scan(path: Path, limits: Limits) -> Reading:
    """Return the text of a pdf, pages that are pictures recognised, the others as they are.

    :raises Unreadable: it is damaged, or nothing could be recognised.
    :raises TooLarge: it is over a limit.
    """
    document = open_pdf(path, limits)
    engine = _Engine()
    pages: list[Page] = []
    confidences: list[float] = []
    drawn = 0
    for number in range(len(document)):
        source = document[number]
        page, sure = text_page_of(source, number, limits), 0.0
        if sum(len(w.text) for w in page.words) < SCANNED:
            drawn += 1
            if drawn > limits.max_pictures:
                raise TooLarge(f"over {limits.max_pictures} pages to recognise; split it")
            scale = min(_DPI / _POINTS, _LONGEST_SIDE / max(source.get_size()))
            page, sure = engine.page(source.render(scale=scale).to_numpy())
        pages.append(page)
        confidences.append(sure)
        source.close()
    return _reading(pages, confidences)


def read_picture(path: Path, limits: Limits) -> Reading:
    """Return the recognised text of a picture file, of all its pages where it has several.

    :raises Unreadable: it is damaged, or nothing could be recognised.
    :raises TooLarge: it is over a limit.
    """
    engine = _Engine()
    found = [engine.page(image) for image in _images(path, limits)]
    return _reading([page for page, _ in found], [sure for _, sure in found])


def _images(path: Path, limits: Limits) -> Iterator[Any]:
    import numpy
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    try:
        with Image.open(path) as file:
            for number, frame in enumerate(ImageSequence.Iterator(file)):
                if number >= limits.max_pictures or frame.width * frame.height > _MOST_PIXELS:
                    raise TooLarge("too many pictures in it, or too large a one; split it")
                upright = ImageOps.exif_transpose(frame.convert("RGB"))
                upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
                yield numpy.asarray(upright)[:, :, ::-1]
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise Unreadable(f"a damaged picture ({error}); save it again") from error


def _reading(pages: list[Page], confidences: list[float]) -> Reading:
    if not any(page.words for page in pages):
        raise Unreadable("no text could be recognised in it; scan it again at 300 dpi")
    recognised = [sure for sure in confidences if sure]
    if not recognised:
        return lines_to_text(pages)
    warning = (
        f"recognised {len(recognised)} of {len(pages)} pages, {fmean(recognised):.0%} sure on"
        " average; compare quotes with the original"
    )
    return replace(lines_to_text(pages, [warning]), confidences=tuple(confidences))


class _Engine:
    """Recognises page after page."""

    def __init__(self) -> None:
        if not can_recognise():
            raise Unreadable(f"a scan; {RECOGNISE}")
        from rapidocr import RapidOCR

        self._engine = RapidOCR(params={"Global.log_level": "critical"})

    def page(self, image: Any) -> tuple[Page, float]:
        """Return the words of a picture, straightened, in points, and how sure they are."""
        height, width = image.shape[:2]
        out = self._engine(image)
        boxes = [] if out.boxes is None else [[tuple(map(float, p)) for p in b] for b in out.boxes]
        lines = [
            (box, text.strip(), float(score))
            for box, text, score in zip(boxes, out.txts or (), out.scores or (), strict=True)
            if score >= _UNSURE and text.strip()
        ]
        angle = _skew([box for box, _, _ in lines])
        scale = _POINTS / _DPI
        words = [_word(box, text, angle, height, scale) for box, text, _ in lines]
        sure = _confidence([(text, score) for _, text, score in lines])
        return Page(words, width * scale, height * scale), sure


def _confidence(lines: list[tuple[str, float]]) -> float:
    """Return how sure the recognition of a page was, long lines counting for more."""
    size = sum(len(text) for text, _ in lines)
    return round(sum(len(text) * score for text, score in lines) / size, 3) if size else 0.0


def _skew(boxes: list[list[tuple[float, ...]]]) -> float:
    """Return the angle by which a page was laid askew, from the upper edges of its lines."""
    angles = [
        math.atan2(box[1][1] - box[0][1], box[1][0] - box[0][0])
        for box in boxes
        if box[1][0] - box[0][0] > 60
    ]
    return median(angles) if angles else 0.0


def _word(
    box: list[tuple[float, ...]], text: str, angle: float, height: float, scale: float
) -> Word:
    cos, sin = math.cos(-angle), math.sin(-angle)
    points = [(x * cos - y * sin, x * sin + y * cos) for x, y in box]
    left, right = min(p[0] for p in points), max(p[0] for p in points)
    high, low = min(p[1] for p in points), max(p[1] for p in points)
    return Word(text, left * scale, (height - low) * scale, right * scale, (height - high) * scale)
