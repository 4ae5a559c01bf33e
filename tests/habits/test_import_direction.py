"""Data flows corpus -> index -> rag -> ui, eval; imports point left only."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.habits.sources import PACKAGES, ROOT, module_name, place, source_files, tree_of

MAY_IMPORT = {
    "corpus": {"corpus"},
    "prompts": {"prompts"},
    "index": {"index", "corpus"},
    "rag": {"rag", "index", "corpus", "prompts"},
    "ui": {"ui", "rag"},
    "eval": {"eval", "rag", "index", "corpus", "prompts"},
}
# The command line starts the window; nothing else points to the right.
DOORS = {("rag.cli", "ui.app")}
HEAVY = {"torch", "transformers", "gradio", "langchain", "langchain_core", "langchain_openai"}
HEAVY |= {"sentence_transformers", "faiss", "mcp", "fastapi", "uvicorn", "openai", "lightgbm"}


def _imports(path: Path) -> Iterator[tuple[str, ast.stmt]]:
    """Yield the dotted name of everything a file imports, wherever in the file it does so."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{place(path, node)}: import by full name, not relatively"
            yield node.module or "", node


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_point_left_only(package: str) -> None:
    wrong = [
        f"{place(path, node)} imports {name}"
        for path in source_files(package)
        for name, node in _imports(path)
        if name.partition(".")[0] in PACKAGES
        and name.partition(".")[0] not in MAY_IMPORT[package]
        and (module_name(path), name) not in DOORS
    ]
    assert not wrong


def test_heavy_libraries_are_imported_where_they_are_used() -> None:
    wrong = [
        f"{place(path, node)} imports {name} at its top"
        for path in source_files("corpus", "prompts", "index", "rag", "eval")
        if not _is_loaded_on_demand(path)
        for node in _top_level(tree_of(path).body)
        for name in _names(node)
        if name.partition(".")[0] in HEAVY
    ]
    assert not wrong


def _is_loaded_on_demand(path: Path) -> bool:
    """Tell whether a module exists for one heavy library: others import it inside functions."""
    importers = [
        node
        for other in source_files()
        if other != path
        for node in _top_level(tree_of(other).body)
        if module_name(path) in _names(node)
    ]
    return not importers


def _top_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the import statements that run when a module is imported."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.dump(node.test):
            yield from _top_level(node.body + node.orelse)
        elif isinstance(node, ast.Try):
            yield from _top_level(node.body)


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        module = node.module or ""
        return [module, *(f"{module}.{alias.name}" for alias in node.names)]
    return []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_of_ours_is_not_an_installed_one_of_the_same_name(package: str) -> None:
    file = importlib.import_module(package).__file__
    assert file is not None
    assert Path(file).resolve() == ROOT / package / "__init__.py"
