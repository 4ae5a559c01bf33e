"""Whether a short question is about something else than the question before it.

Joined to that one it would be answered with what was asked there. It has a subject of its own where
its words weigh far more in another document than in those the question before was about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.normalize import comparable
from index.engine import SearchView
from rag.query.question import Question
from rag.retrieval.query_terms import QuestionTerms

__all__ = ["OwnSubject"]

# Clauses by which the documents of a question are found, and documents that are compared.
_CLAUSES = 30
_DOCUMENTS = 2
# A document with so little of what the first has is not what a question is about.
_LEAST = 0.5
# A question of fewer words leaves out what it is about: 什么时候建好.
_WORDS = 2
_LONG = 3
# A word said so often in a document is half of what any number of times counts.
_HALF = 2.0
# What the words weigh in the documents of the question before, as a share of what they do in their
# own, below which they are about something else.
_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class OwnSubject:
    """Compares what two questions are about, over one snapshot.

    :param terms: returns a question's words, weighed.
    """

    snapshot: SearchView
    terms: Callable[[Question], QuestionTerms]

    def has(self, question: Question, before: Question) -> bool:
        """Return whether a question says itself what it is about, and that is not left out."""
        terms, earlier = self.terms(question), self.terms(before)
        if not self.snapshot.vocabulary:
            return False
        if _repeats(terms, earlier):
            return True
        if len(_whole_words(terms)) < _WORDS:
            return False
        own, others = self._documents(question, terms), self._documents(before, earlier)
        if self._is_titled(terms, own, others):
            return True
        mine, its = self._weigh(own, terms), self._weigh(others, terms)
        return max(its, default=0.0) < _SHARE * max(mine, default=0.0)

    def said_of(self, question: Question) -> str:
        """Return the words of a question that name what its document is about, in order.

        "" where it names the document's place at most.
        """
        terms = self.terms(question)
        for document in self.snapshot.documents_by_id(self._documents(question, terms)[:1]):
            title = comparable(document.title or "")
            region = comparable(document.region or "")
            found = [s for s in terms.forms.spellings if any(comparable(w) in title for w in s)]
            if any(comparable(each[0]) not in region for each in found):
                return _in_order(question.search, [each[0] for each in found])
        return ""

    def _is_titled(self, terms: QuestionTerms, own: Sequence[str], others: Sequence[str]) -> bool:
        """Return whether a question begins by naming what its document's title does: 低保.

        The documents of the question before may speak of it, but are about something else.
        """
        first = next((s for s in terms.forms.spellings if len(s[0]) > 1), ("",))
        if not _names(first) or not own:
            return False
        titles, before = (
            [comparable(d.title or "") for d in self.snapshot.documents_by_id(ids)]
            for ids in (own[:1], others)
        )
        words = [comparable(word) for word in first]
        return _any_in(words, titles) and not _any_in(words, before)

    def _documents(self, question: Question, terms: QuestionTerms) -> list[str]:
        """Return the documents whose clauses hold a question's words best."""
        text = " ".join((question.search, *terms.others))
        found = self.snapshot.search_text(text, _CLAUSES)
        if not found:
            return []
        keys = np.asarray([match.key for match in found], np.int64)
        places, owners = np.unique(self.snapshot.document_places(keys), return_inverse=True)
        mass = np.bincount(owners, weights=[match.score for match in found])
        best = np.argsort(-mass, kind="stable")[:_DOCUMENTS]
        best = best[mass[best] >= _LEAST * mass[best[0]]]
        return [d.id for d in self.snapshot.documents_at(places[best].tolist())]

    def _weigh(self, documents: Sequence[str], terms: QuestionTerms) -> list[float]:
        """Return what a question's words weigh in each of some documents."""
        known = self.snapshot.vocabulary_ids
        tokens = np.asarray([known.get(token, -1) for token in terms.forms.tokens], np.int64)
        if not documents or not len(tokens):
            return []
        held = self.snapshot.document_token_ids(documents)
        counts = np.asarray([[np.count_nonzero(ids == t) for t in tokens] for ids in held])
        times = terms.forms.of_words(counts)
        weights = np.asarray(list(terms.weights.values()))
        return [float(value) for value in (times / (times + _HALF)) @ weights]


def _in_order(text: str, words: Sequence[str]) -> str:
    """Return words as a text has them: those that follow one another joined."""
    kept = [False] * len(text)
    for word in words:
        at = text.find(word)
        if at >= 0:
            kept[at : at + len(word)] = [True] * len(word)
    letters = (c if keep else " " for c, keep in zip(text, kept, strict=True))
    return " ".join("".join(letters).split())


def _whole_words(terms: QuestionTerms) -> list[str]:
    """Return a question's words of two characters and more, none inside another."""
    words = [word for word in terms.weights if len(word) > 1]
    return [w for w in words if not any(w != other and w in other for other in words)]


def _repeats(terms: QuestionTerms, earlier: QuestionTerms) -> bool:
    """Return whether a question begins by naming what the one before was about: 公租房.

    A general word (登记) may be said again and leave the subject out.
    """
    first = terms.forms.spellings[0] if terms.forms.spellings else ("",)
    known = {spelling for each in earlier.forms.spellings for spelling in each}
    return _names(first) and not known.isdisjoint(first)


def _names(spellings: Sequence[str]) -> bool:
    """Return whether a word is no general one: it is long, or has other forms."""
    return len(spellings) > 1 or len(spellings[0]) >= _LONG


def _any_in(words: Sequence[str], texts: Sequence[str]) -> bool:
    return any(word in text for word in words for text in texts)
