"""Data flows corpus -> index -> rag -> ui, eval; imports point left only."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator, Mapping
from functools import cache
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
# The folders and top files of a package, lowest first: each imports only what stands before it.
INDEX_LAYERS = (
    "errors",
    "model",
    "durable",
    "tokens",
    "filters",
    "background",
    "recent_cache",
    "process_pool",
    "encoders",
    "sqlite",
    "searchfiles",
    "engine",
    "snapshot",
    "ingest",
    "store",
    "builtin",
    "train",
)
RAG_LAYERS = (
    "errors",
    "model",
    "settings",
    "query",
    "passages",
    "retrieval",
    "ranking",
    "verification",
    "answer",
    "pipeline",
    "assistant",
    "langchain",
    "interfaces",
    "__main__",
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


@pytest.mark.parametrize(("package", "layers"), [("index", INDEX_LAYERS), ("rag", RAG_LAYERS)])
def test_the_layers_of_a_package_import_downwards_only(
    package: str, layers: tuple[str, ...]
) -> None:
    height = {name: at for at, name in enumerate(layers)}
    files = [path for path in source_files(package) if module_name(path) != package]
    assert {_layer(module_name(path)) for path in files} == height.keys()
    wrong = [
        f"{place(path, node)} imports {name}"
        for path in files
        for node in ast.walk(tree_of(path))
        for name in _modules(_names(node))
        if name.startswith(f"{package}.")
        and height[_layer(name)] > height[_layer(module_name(path))]
    ]
    assert not wrong


def _layer(module: str) -> str:
    """Return the folder or top file of its package that a module belongs to."""
    return module.split(".")[1]


def test_no_modules_import_one_another_in_a_circle() -> None:
    assert not list(_circles(_arrows()))


def test_a_circle_is_found_through_any_number_of_modules() -> None:
    arrows = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": {"e"}, "e": set(), "f": {"f"}}
    assert set(_circles(arrows)) == {frozenset("abc"), frozenset("f")}


def _arrows() -> dict[str, set[str]]:
    """Return the modules of ours that each module imports, inside functions too.

    What is imported for its types alone is not counted: it is never loaded.
    """
    return {
        module_name(path): set(_modules(_loaded_names(tree_of(path)))) for path in source_files()
    }


def _loaded_names(tree: ast.AST) -> list[str]:
    """Return what a piece of source imports when it runs, whenever that is."""
    found = _names(tree)
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            for other in child.orelse:
                found += _loaded_names(other)
        else:
            found += _loaded_names(child)
    return found


def _modules(names: list[str]) -> set[str]:
    """Return those of dotted names that are modules of ours, packages that give them left out."""
    found = {name for name in names if name in _known_modules()}
    return {name for name in found if not any(other.startswith(f"{name}.") for other in found)}


@cache
def _known_modules() -> frozenset[str]:
    return frozenset(module_name(path) for path in source_files())


def _circles(arrows: Mapping[str, set[str]]) -> Iterator[frozenset[str]]:
    """Yield the largest sets of modules that each reach one another."""
    reached = {name: _reached(name, arrows) for name in arrows}
    circles = {
        frozenset(other for other in reached[name] if name in reached[other])
        for name in arrows
        if name in reached[name]
    }
    yield from circles


def _reached(name: str, arrows: Mapping[str, set[str]]) -> set[str]:
    """Return every module that a module imports, directly or through others."""
    found: set[str] = set()
    waiting = [*arrows[name]]
    while waiting:
        following = waiting.pop()
        if following not in found:
            found.add(following)
            waiting += arrows[following]
    return found


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


def _names(node: ast.AST) -> list[str]:
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
