"""Names of laws as questions type them."""

import pytest

from rag.query.typed_names import name_before


@pytest.mark.parametrize("law", ["合同法", "公司法", "合同法司法解释"])
def test_a_law_about_contracts_is_a_name_and_the_rule_of_an_employer_is_none(law: str) -> None:
    text = f"{law}第五十二条"
    found = name_before(text, len(law), lambda _: False)
    assert found is not None
    assert found.name == law
    for vague in ("公司规定", "合同办法", "本条例"):
        assert name_before(f"{vague}第五条", len(vague), lambda _: False) is None
