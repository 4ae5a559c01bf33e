"""Average results to figures, and print figures as tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from eval.metrics import auroc, percentile
from eval.run import DEPTHS, Result

__all__ = ["by_type", "figures", "misses", "row", "table", "type_table"]

_LABELS = {
    "questions": "questions",
    **{f"evidence@{depth}": f"evidence@{depth}" for depth in DEPTHS},
    "mrr@10": "MRR@10",
    "key_facts": "key facts in the first 400 characters",
    "first": "first sentence holds a key fact",
    "useful": "quotes that overlap evidence or hold a key fact",
    "evidence_cited": "evidence cited",
    "quotes_verbatim": "quotes word for word in the source",
    "quotes_placed": "quotes at their offsets",
    "citation_recall": "sentences cited",
    "answered": "answerable: answered",
    "unsure": "answerable: unsure",
    "helped": "answerable: answered, or unsure with a key fact",
    "abstained": "unanswerable: not answered",
    "unanswerable_unsure": "unanswerable: unsure",
    "auroc": "AUROC of the confidence",
    "hit_length": "text of a question's hits, median (characters)",
    "answer_length": "answer length, median (characters)",
    "retrieve_p50_ms": "retrieve p50 (ms)",
    "retrieve_p95_ms": "retrieve p95 (ms)",
    "ask_p50_ms": "ask p50 (ms)",
    "ask_p95_ms": "ask p95 (ms)",
}
_COLUMNS = ("evidence@600", "evidence@1500", "evidence@3000", "mrr@10", "key_facts")
_MORE_COLUMNS = (
    "first",
    "useful",
    "evidence_cited",
    "answered",
    "unsure",
    "helped",
    "abstained",
    "answer_length",
)


def figures(results: Sequence[Result]) -> dict[str, float | int | None]:
    """Return every metric; ``None`` where no question has a say.

    Evidence found, MRR, key facts, first, useful and evidence cited are over answerable questions.
    Evidence found and cited count every evidence string once, useful counts every quote once; the
    others count every question once.
    """
    answerable = [r for r in results if r.question.answerable]
    unanswerable = [r for r in results if not r.question.answerable]
    with_evidence = [r for r in answerable if r.question.evidence]
    return {
        "questions": len(results),
        **{f"evidence@{d}": _share(chain(*(r.found[d] for r in answerable))) for d in DEPTHS},
        "mrr@10": _mean(r.reciprocal_rank for r in with_evidence),
        **_shown(answerable),
        "evidence_cited": _share(chain(*(r.cited for r in answerable))),
        "quotes_verbatim": _share(chain(*(r.verbatim for r in results))),
        "quotes_placed": _share(chain(*(r.placed for r in results))),
        "citation_recall": _share(chain(*(r.sentences for r in results))),
        **_outcomes(answerable, unanswerable),
        "auroc": auroc([r.confidence for r in answerable], [r.confidence for r in unanswerable]),
        **_sizes(results),
    }


def _shown(answerable: Sequence[Result]) -> dict[str, float | None]:
    """Return how much of what is right the answers show, how early, and among how much else."""
    with_facts = [r for r in answerable if r.facts]
    judged = [r for r in answerable if r.facts or r.question.evidence]
    return {
        "key_facts": _mean(sum(r.facts) / len(r.facts) for r in with_facts),
        "first": _share(r.first for r in with_facts),
        "useful": _share(chain(*(r.useful for r in judged))),
    }


def _outcomes(
    answerable: Sequence[Result], unanswerable: Sequence[Result]
) -> dict[str, float | None]:
    return {
        "answered": _share(r.answered for r in answerable),
        "unsure": _share(r.unsure for r in answerable),
        "helped": _share(r.helped for r in answerable),
        "abstained": _share(not r.answered for r in unanswerable),
        "unanswerable_unsure": _share(r.unsure for r in unanswerable),
    }


def _sizes(results: Sequence[Result]) -> dict[str, float | None]:
    retrieve = [r.retrieve_ms for r in results]
    ask = [r.ask_ms for r in results]
    return {
        "hit_length": percentile([r.hit_length for r in results], 0.5),
        "answer_length": percentile([len(r.answer) for r in results if r.answered], 0.5),
        "retrieve_p50_ms": percentile(retrieve, 0.5),
        "retrieve_p95_ms": percentile(retrieve, 0.95),
        "ask_p50_ms": percentile(ask, 0.5),
        "ask_p95_ms": percentile(ask, 0.95),
    }


def _mean(values: Iterable[float]) -> float | None:
    known = list(values)
    return sum(known) / len(known) if known else None


def _share(verdicts: Iterable[bool]) -> float | None:
    return _mean(float(verdict) for verdict in verdicts)


def by_type(results: Sequence[Result]) -> dict[str, dict[str, float | int | None]]:
    """Return the figures of each type of question, most frequent type first."""
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[result.question.type].append(result)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return {name: figures(group) for name, group in ordered}


def table(values: Mapping[str, float | int | None]) -> str:
    """Return the figures as two columns of text."""
    width = max(len(label) for label in _LABELS.values())
    lines = (f"{label:<{width}}  {_cell(key, values[key])}" for key, label in _LABELS.items())
    return "\n".join(lines)


def type_table(values: Mapping[str, Mapping[str, float | int | None]]) -> str:
    """Return the chief figures of each type, one line a type."""
    columns = ("questions", *_COLUMNS, *_MORE_COLUMNS)
    width = max(len(name) for name in (*values, "type"))
    lines = ["  ".join([f"{'type':<{width}}", *columns])]
    for name, group in values.items():
        cells = (f"{_cell(column, group[column]):>{len(column)}}" for column in columns)
        lines.append("  ".join([f"{name:<{width}}", *cells]))
    return "\n".join(lines)


def _cell(key: str, value: float | None) -> str:
    if value is None:
        return "-"
    if isinstance(value, int) or key in {"hit_length", "answer_length"}:
        return f"{value:.0f}"
    return f"{value:.1f}" if key.endswith("_ms") else f"{value:.3f}"


def misses(results: Sequence[Result], depth: int = 1500) -> str:
    """Return what went wrong, one line a question: evidence or facts missed, wrong status."""
    lines = []
    for result in results:
        wrong = _wrong(result, depth)
        if wrong:
            gold = result.question
            lines.append(f"{gold.id} [{gold.type}] {'; '.join(wrong)}: {gold.question}")
    return "\n".join(lines)


def _wrong(result: Result, depth: int) -> list[str]:
    if not result.question.answerable:
        return ["answered, should abstain"] if result.answered else []
    wrong = []
    if not all(result.found[depth]):
        wrong.append(f"evidence {sum(result.found[depth])}/{len(result.found[depth])}")
    if not result.answered:
        wrong.append(result.status.value)
    elif not all(result.facts):
        wrong.append(f"facts {sum(result.facts)}/{len(result.facts)}")
    return wrong


def row(result: Result) -> dict[str, Any]:
    """Return one result as plain JSON-able values, for ``--save``."""
    return {
        "id": result.question.id,
        "type": result.question.type,
        "question": result.question.question,
        "answerable": result.question.answerable,
        "answered": result.answered,
        "status": result.status.value,
        "helped": result.helped,
        "confidence": result.confidence,
        "found": {str(depth): list(found) for depth, found in result.found.items()},
        "reciprocal_rank": result.reciprocal_rank,
        "facts": list(result.facts),
        "first": result.first,
        "useful": list(result.useful),
        "cited": list(result.cited),
        "verbatim": list(result.verbatim),
        "placed": list(result.placed),
        "sentences": list(result.sentences),
        "answer": result.answer,
        "gold_answer": result.question.answer,
        "retrieve_ms": result.retrieve_ms,
        "ask_ms": result.ask_ms,
        "hits": list(result.hits),
        "trace": result.trace,
    }
