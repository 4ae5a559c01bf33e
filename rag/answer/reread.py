"""The sentences that lead, read again with the question by a model, and put in its order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.answer.candidate_sentences import Sentence
from rag.answer.sentence_scoring import ScoredSentence
from rag.ranking.reader_rows import Text

__all__ = ["MOST_READ", "SentenceReader", "read_with_headings", "reread"]

# Sentences that are read, from the best.
MOST_READ = 15
# What a point of the reader's score counts beside a point of the sentence's own.
WEIGHT = 0.3
# Points from which the best is ahead of all others for good: reading changed no answer for better.
CLEAR = 3.0
# Points behind the best from which no sentence is read: the reader hardly ever brings one up.
HOPELESS = 4.0


class SentenceReader(Protocol):
    """Scores sentences by reading each with the question."""

    def scores(self, question: str, texts: Sequence[Text]) -> NDArray[np.float32]:
        """Return float32 [len(texts)], higher is better."""
        ...


def reread(
    question: str, scored: Sequence[ScoredSentence], reader: SentenceReader
) -> list[ScoredSentence]:
    """Return sentences with those that lead in the order of both scores.

    None is read where the best is clearly ahead, or is the row of a table, which the reader has not
    learned to read. The scores change places with the sentences, so that what else belongs into an
    answer stays comparable.

    :param scored: best first.
    """
    places = _worth_reading(scored)
    if len(places) < 2:
        return list(scored)
    leading = [scored[place] for place in places]
    read = reader.scores(question, [read_with_headings(item.sentence) for item in leading])
    own = np.asarray([item.score for item in leading])
    order = np.argsort(-(own + WEIGHT * read), kind="stable")
    again = list(scored)
    for place, chosen in zip(places, order, strict=True):
        again[place] = replace(leading[chosen], score=scored[place].score)
    return again


def _worth_reading(scored: Sequence[ScoredSentence]) -> list[int]:
    """Return the places of the sentences that may come to lead, from the best; none if it stays."""
    if not scored or _is_row(scored[0]):
        return []
    best = scored[0].score
    if len(scored) > 1 and best - scored[1].score >= CLEAR:
        return []
    near = [n for n, item in enumerate(scored[:MOST_READ]) if best - item.score < HOPELESS]
    return [n for n in near if not _is_row(scored[n])]


def _is_row(item: ScoredSentence) -> bool:
    return item.sentence.evidence.hit.row is not None


def read_with_headings(sentence: Sentence) -> Text:
    """Return a sentence as it is shown, and the heading and title that it stands under."""
    hit = sentence.evidence.hit
    return sentence.shown, " ".join((*hit.path[-1:], hit.document.title or ""))
