"""What a Document is counts where there are many."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.encoders.encoder import load_encoder
from index.model import Match, StoredDocument
from rag import Assistant
from rag.pipeline import Pipeline
from rag.query.as_of_date import Moment
from rag.query.question import analyse
from rag.retrieval.document_priors import (
    TRAITS,
    by_worth,
    document_traits,
    statutes_share,
    without_places_asked,
)
from rag.retrieval.search_budget import Scale

LAW = "中华人民共和国供水法\n\n第一条 供水单位停止供水的，应当提前二十四小时通知用户。\n"
RULE = (
    "云澜市供水管理办法（试行）\n\n第一条 根据《中华人民共和国供水法》，制定本办法。\n"
    "第二条 供水单位停止供水的，应当提前二十四小时通知用户，并说明理由。\n"
)
RULING = "最高人民法院关于审理供水合同案件的解释\n\n第一条 适用《供水法》时，从其规定。\n"
QUESTION = "停水要提前多久告诉我们？"


@pytest.fixture(scope="module")
def waters(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("waters")
    files = []
    for name, text in (("law", LAW), ("rule", RULE), ("ruling", RULING)):
        files.append(folder / f"{name}.txt")
        files[-1].write_text(text, encoding="utf-8")
    opened = Assistant.open(folder / "store", create=True)
    assert not opened.add([Path(file) for file in files]).failed
    return opened


def test_traits_are_those_of_each_document(waters: Assistant) -> None:
    found = document_traits(waters.snapshot)
    documents = waters.snapshot.documents_at(range(len(found)))
    rows = {
        (d.title or "")[:4]: dict(zip(TRAITS, row.tolist(), strict=True))
        for d, row in zip(documents, found, strict=True)
    }
    forms = ("is_law", "is_ruling", "is_rule", "is_trial")
    assert [rows["中华人民"][name] for name in forms] == [1, 0, 0, 0]
    assert [rows["云澜市供"][name] for name in forms] == [0, 0, 1, 1]
    assert [rows["最高人民"][name] for name in forms] == [0, 1, 0, 0]
    assert rows["中华人民"]["named_by"] == pytest.approx(np.log(3))
    assert rows["云澜市供"]["named_by"] == 0
    assert [rows[name]["is_local"] for name in ("中华人民", "云澜市供", "最高人民")] == [0, 1, 0]


def test_the_law_that_others_rest_on_leads_among_many(waters: Assistant, scale: Scale) -> None:
    pipeline = Pipeline(waters.snapshot, load_encoder())
    hits = pipeline.retrieve(analyse(QUESTION), 10, moment=Moment("2026-01-01"))
    first = next(hit.document.title for hit in hits if "二十四" in hit.text)
    assert (first == "中华人民共和国供水法") is (scale is Scale.MANY)


def test_a_store_is_a_body_of_statutes_by_what_its_documents_are(waters: Assistant) -> None:
    documents = waters.documents()
    assert statutes_share(documents) == 1.0
    notice = replace(
        documents[0], title="关于印发《云澜市供水管理办法》的通知", clause_count=10_000
    )
    assert statutes_share([*documents, notice]) < 0.01
    empty: list[StoredDocument] = []
    assert statutes_share(empty) == 0.0


def test_a_document_of_the_place_asked_about_counts_as_the_nations() -> None:
    traits = np.zeros((3, len(TRAITS)), np.float32)
    local = TRAITS.index("is_local")
    traits[:2, local] = 1.0
    regions = np.asarray(["云澜市", "青川县", ""])
    assert without_places_asked(traits, regions, {"云澜市"})[:, local].tolist() == [0, 1, 0]
    assert without_places_asked(traits, regions, ()) is traits
    assert traits[0, local] == 1.0


@pytest.mark.parametrize("route", ["lexical", "dense"])
def test_a_local_rule_comes_behind_the_nations_of_about_the_same_score(route: str) -> None:
    traits = np.zeros((3, len(TRAITS)), np.float32)
    traits[0, TRAITS.index("is_local")] = 1.0
    matches = [Match(1, 0.75), Match(2, 0.74), Match(3, 0.1)]
    assert [m.key for m in by_worth(route, matches, traits)] == [2, 1, 3]
    assert by_worth(route, [], traits[:0]) == []


def test_a_rule_far_nearer_to_the_question_stays_first() -> None:
    traits = np.zeros((2, len(TRAITS)), np.float32)
    traits[0, TRAITS.index("is_local")] = 1.0
    assert [m.key for m in by_worth("dense", [Match(1, 0.8), Match(2, 0.5)], traits)] == [1, 2]


def test_the_rule_of_the_place_asked_about_is_found_among_many(
    waters: Assistant, scale: Scale
) -> None:
    pipeline = Pipeline(waters.snapshot, load_encoder())
    asked = analyse(f"云澜市{QUESTION}")
    hits = pipeline.retrieve(asked, 10, moment=Moment("2026-01-01"))
    first = next(hit.document.region for hit in hits if "二十四" in hit.text)
    assert first == "云澜市", scale
