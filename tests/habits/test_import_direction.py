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
DOORS = {("rag.interfaces.cli", "ui.app")}
# What a question on the command line, a script or a test loads before it knows what it needs.
LIGHT = (
    "corpus",
    "index",
    "prompts",
    "rag",
    "rag.interfaces.cli",
    "rag.assistant",
    "rag.model",
    "ui",
)
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
        f"{name} imports {heavy} at its top"
        for name in _loaded_with(LIGHT)
        for heavy in _at_top(name)
        if heavy.partition(".")[0] in HEAVY
    ]
    assert not wrong


def _at_top(module: str) -> set[str]:
    """Return the names that importing a module imports, its parent packages among them."""
    parts = module.split(".")
    names = {".".join(parts[:n]) for n in range(1, len(parts))}
    path = ROOT.joinpath(*parts)
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    if path.exists():  # a name inside a module has no file
        names |= {name for node in _top_level(tree_of(path).body) for name in _names(node)}
    return names


def _loaded_with(modules: tuple[str, ...]) -> set[str]:
    """Return every module of ours that importing some of them loads."""
    loaded: set[str] = set()
    waiting = [*modules]
    while waiting:
        name = waiting.pop()
        if name.partition(".")[0] in PACKAGES and name not in loaded:
            loaded.add(name)
            waiting += _at_top(name)
    return loaded


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
