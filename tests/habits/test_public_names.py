"""What outside programs may rely on, exactly."""

from __future__ import annotations

import ast
import inspect

import corpus
import rag
from corpus.errors import PolicyQAError
from tests.habits.sources import PACKAGES, source_files, tree_of

VALUES_AND_VERBS = {"Answer", "Assistant", "Citation", "Hit", "ask"}
ERRORS = {
    "EncoderMismatch",
    "InvalidQuestion",
    "InvalidSettings",
    "ModelUnavailable",
    "PolicyQAError",
    "StoreBusy",
    "StoreCorrupt",
    "StoreNotFound",
    "UnreadableDocument",
}


def test_rag_offers_what_the_design_fixes_and_no_more() -> None:
    assert set(rag.__all__) == VALUES_AND_VERBS | ERRORS


def test_every_public_name_of_rag_can_be_had() -> None:
    assert all(getattr(rag, name) is not None for name in rag.__all__)
    assert set(rag.__all__) <= set(dir(rag))


def test_every_error_of_rag_is_of_the_one_family() -> None:
    assert all(issubclass(getattr(rag, name), PolicyQAError) for name in ERRORS)


def test_corpus_offers_reading_and_its_failure() -> None:
    assert {"read_documents", "UnreadableDocument"} <= set(corpus.__all__)
    assert all(getattr(corpus, name) is not None for name in corpus.__all__)


def test_answers_have_the_fields_the_design_fixes() -> None:
    fixed = {"text", "status", "citations", "notices", "timings", "to_dict"}
    assert fixed <= set(dir(rag.Answer))
    assert {"number", "quote", "address", "document", "start", "end"} <= set(dir(rag.Citation))
    assert {"text", "score", "address", "document"} <= set(dir(rag.Hit))


def test_the_assistant_has_the_verbs_the_design_fixes() -> None:
    assert {"open", "retrieve", "ask", "stream"} <= set(dir(rag.Assistant))
    assert "history" in inspect.signature(rag.Assistant.ask).parameters
    assert "store" in inspect.signature(rag.ask).parameters


def test_every_module_lists_names_it_has() -> None:
    wrong = [
        f"{path}: {sorted(missing)}"
        for path in source_files(*PACKAGES)
        if (missing := _listed(tree_of(path)) - _defined(tree_of(path)))
        and not _loads_lazily(tree_of(path))
    ]
    assert not wrong


def _listed(tree: ast.Module) -> set[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def _defined(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names


def _loads_lazily(tree: ast.Module) -> bool:
    return "__getattr__" in _defined(tree)
