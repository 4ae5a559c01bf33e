"""What has public functions has tests that import it, each function by its name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from tests.habits.sources import functions, module_name, source_files, tree_of

# Run as programs, in a process of their own, which no import shows.
PROGRAMS = {"rag.__main__", "index.train.__main__", "eval.__main__", "eval.make_samples"}
# Event handlers of the window, which its tests post to.
OVER_HTTP = {"ui.actions"}
TESTED = ("corpus", "index", "prompts", "rag", "ui", "eval")


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the names that imports bind in a file, with what each stands for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                yield (alias.asname, alias.name) if alias.asname else (top, top)


def _dotted(node: ast.expr, bound: dict[str, str]) -> str | None:
    """Return the full name of an expression such as ``module.attribute``."""
    if isinstance(node, ast.Name):
        return bound.get(node.id)
    if isinstance(node, ast.Attribute) and (above := _dotted(node.value, bound)):
        return f"{above}.{node.attr}"
    return None


@cache
def _passed_on() -> dict[str, str]:
    """Return the names that a module passes on from another, with where they come from."""
    found = {}
    for path in source_files():
        own = module_name(path)
        found.update({f"{own}.{name}": whole for name, whole in _imports(tree_of(path))})
        if path.name == "__init__.py":
            found.update({f"{own}.{name}": home for name, home in _loaded_late(tree_of(path))})
    return found


def _loaded_late(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the public names that a package loads when they are used, from its table of them."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            for key, value in zip(node.value.keys, node.value.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(value, ast.Constant):
                    yield key.value, f"{value.value}.{key.value}"


def _home(name: str) -> str:
    """Return the name that a public name has in the module that defines it."""
    while (further := _passed_on().get(name, name)) != name:
        name = further
    return name


def _used(path: Path) -> Iterator[str]:
    """Yield the full names that a test file imports, or takes as attributes of what it imports."""
    tree = tree_of(path)
    bound = dict(_imports(tree))
    yield from chain.from_iterable((whole, whole.rpartition(".")[0]) for whole in bound.values())
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (name := _dotted(node, bound)):
            yield name


@cache
def _tested() -> frozenset[str]:
    used = {name for path in source_files("tests") for name in _used(path)}
    homes = {_home(name) for name in used}
    modules = {name.rpartition(".")[0] for name in homes}
    return frozenset(used | homes | modules | PROGRAMS | OVER_HTTP)


def _public(tree: ast.Module) -> set[str]:
    """Return the names in a module's ``__all__``."""
    return {
        name
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        for name in ast.literal_eval(node.value)
    }


@pytest.mark.parametrize("package", TESTED)
def test_every_module_with_public_functions_is_imported_by_a_test(package: str) -> None:
    untested = [
        module_name(path)
        for path in source_files(package)
        if module_name(path) not in _tested()
        and any(not function.name.startswith("_") for function in functions(path))
    ]
    assert not untested


@pytest.mark.parametrize("package", TESTED)
def test_every_public_function_is_used_by_a_test(package: str) -> None:
    untested = [
        f"{module_name(path)}.{node.name}"
        for path in source_files(package)
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name in _public(tree_of(path))
        and f"{module_name(path)}.{node.name}" not in _tested()
        and module_name(path) not in PROGRAMS
    ]
    assert not untested
