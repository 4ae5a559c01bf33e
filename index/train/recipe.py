"""Every setting of a training run, with the values the bundled model was made with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

__all__ = ["Recipe"]

# How often each source is drawn, by its worth for the task rather than by its size.
# Measured on parts 1 and 2 of STARD: equal shares by size drown the few thousand legal questions.
_SHARES = {
    "lawbench_consult_qa": 2.0,
    "lawyer_llama_query2statute": 4.0,
    "lawyer_llama_qa": 4.0,
    "disc_chatlaw_lawexam_qa": 3.0,
    "equals_question2statute": 3.0,
    "gov_message_board": 2.0,
    "baoxian_zhidao": 2.0,
    "epidemic_policy_qa": 1.0,
    "govcn_policy_title": 0.5,
    "moe_notice_title": 0.1,
    "lawgpt_core_articles": 2.0,
    "twlaw_zh_title": 1.0,
    "medical_toyhom": 1.0,
    "mrc_c3_antiterror": 1.0,
    "crud_rag_qa": 0.5,
    "crud_news_lead": 1.0,
    "xwlb_news_title": 1.0,
    "alpaca_zh_qa": 1.0,
    "csts_para": 3.0,
    "simclue_para": 2.0,
    "atec_para": 0.5,
    "webank_para": 0.5,
    "epidemic_para": 0.3,
    "fewclue_para": 0.1,
    "qbqtc_query_title": 2.0,
    "fewclue_csl_keywords": 0.2,
    "synonyms": 2.0,
    "news_translation_paraphrase": 0.5,
    "wmt22_paraphrase": 0.3,
    "xquad_zh_en": 1.0,
    "cedict_zh_en": 3.0,
    "twlaw_zh_en_articles": 5.0,
    "twlaw_en_title": 1.0,
    "tatoeba_en_zh": 1.0,
    "ntrex_wmt_news_parallel": 1.0,
    "wmt22_parallel": 0.5,
    "alpaca_zh_en": 0.5,
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """Settings of one run; the defaults made the bundled model."""

    seed: int = 0
    threads: int = 1
    """CPU threads. Another number rounds otherwise, and so makes another, equally good model."""
    chinese_pieces: int = 17_000
    latin_pieces: int = 7_000
    longest: int = 400
    """Characters kept of each side of a pair."""
    steps: int = 800
    members: int = 3
    """Models trained from different seeds; their vectors are joined and reduced to ``dim``."""
    dim: int = 256
    batch: int = 1024
    self_share: float = 0.5
    """Share of a batch taken from self-supervised pairs of the laws."""
    question_share: float = 0.15
    """Share of a batch taken from questions with the articles that answer them."""
    cited_share: float = 0.5
    """Share of those questions that come from cited articles rather than from STARD."""
    random_negatives: int = 256
    hard_negatives: int = 2
    mine_from: int = 250
    mine_every: int = 150
    mine_depth: int = 60
    bank_size: int = 8192
    """Documents, as they stood when last mined, that questions are held against as well."""
    bank_weight: float = 0.2
    """How much the loss over those documents counts. At 0.5 questions learn what STARD's articles
    look like rather than what they say: policy documents are found less well."""
    dropout: float = 0.4
    """Share of tokens left out of every text of a batch."""
    rate: float = 0.005
    scale: float = 14.0
    """Similarities are multiplied by this before the softmax: one over the temperature."""
    warmup: int = 50
    sif: float = 1e-3
    """Starting length of a token's vector is sif / (sif + its share): Arora et al. 2017."""
    shares: Mapping[str, float] = field(default_factory=lambda: MappingProxyType(_SHARES))

    def settings(self) -> dict[str, object]:
        """Return the settings as plain values, without the shares of the sources."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "shares"}

    def __reduce__(self) -> tuple[Callable[..., Recipe], tuple[dict[str, Any]]]:
        # Members are trained in other processes, to which a read-only mapping does not travel.
        return _received, ({**self.settings(), "shares": dict(self.shares)},)


def _received(values: dict[str, Any]) -> Recipe:
    return Recipe(**{**values, "shares": MappingProxyType(values["shares"])})
