"""Which Documents a name stands for."""

from __future__ import annotations

from index.model import StoredDocument
from rag.query.law_names import Known, LawNames
from tests.rag.made_passages import document


def _named(*titles: str, region: str | None = None) -> list[StoredDocument]:
    return [document(t, title=t, region=region) for t in titles]


LAWS = [
    *_named(
        "中华人民共和国海洋牧场法",
        "中华人民共和国海洋牧场法实施条例",
        "中华人民共和国道路骑行安全法",
        "中华人民共和国海上旅游合同法",
    ),
    *_named("云澜市共享车辆管理条例", region="云澜市"),
]
CITED = {"合同法": 5, "海洋牧场法": 9}


def test_a_short_name_finds_exactly_that_law() -> None:
    found = LawNames(LAWS).look_up("海洋牧场法")
    assert found.known is Known.EXACT
    assert found.family is not None
    assert found.family.title == "中华人民共和国海洋牧场法"


def test_an_abbreviation_is_learned_from_the_titles() -> None:
    found = LawNames(LAWS).look_up("道骑法")
    assert found.known is Known.ABBREVIATED
    assert found.family is not None
    assert found.family.key == "道路骑行安全法"


def test_a_name_that_others_cite_is_no_abbreviation() -> None:
    missing = LawNames(LAWS, CITED).look_up("合同法")
    assert missing.known is Known.MISSING
    assert [family.key for family in missing.others] == ["海上旅游合同法"]
    assert LawNames(LAWS).look_up("合同法").known is Known.NEAREST
    assert LawNames(LAWS, CITED).is_cited("合同法")


def test_the_place_may_be_left_out_where_one_document_is_meant() -> None:
    names = LawNames(LAWS)
    assert names.look_up("共享车辆管理条例").known is Known.PLACELESS
    assert names.is_placeless("共享车辆管理条例")
    assert names.places == {"云澜"}
    several = LawNames([*LAWS, *_named("栖石县共享车辆管理条例", region="栖石县")])
    assert several.look_up("共享车辆管理条例").known is Known.MISSING
    assert several.look_up("共享车辆管理条例", frozenset({"栖石"})).family is not None


def test_a_longer_title_that_contains_a_name_is_not_it() -> None:
    names = LawNames(LAWS[1:])
    assert names.look_up("海洋牧场法").known is Known.MISSING
    assert names.exact("海洋牧场法") is None
    assert names.longest == len("云澜市共享车辆管理条例")


def test_documents_of_one_title_are_one_family() -> None:
    two = [document(name, title="中华人民共和国海洋牧场法") for name in ("a", "b")]
    names = LawNames(two)
    family = names.family_of(two[1])
    assert family is not None
    assert len(family.documents) == 2
