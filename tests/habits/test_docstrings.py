"""What a docstring documents is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.habits.sources import PACKAGES, place, source_files, tree_of

_PARAM = re.compile(r":(?:param|ivar) (\w+):")


def _arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    a = function.args
    every = [*a.posonlyargs, *a.args, *a.kwonlyargs, *filter(None, (a.vararg, a.kwarg))]
    return {argument.arg for argument in every}


def _fields(node: ast.ClassDef) -> set[str]:
    """Return what a class's docstring may document: fields, attributes, arguments of __init__."""
    found = {
        child.target.id
        for child in node.body
        if isinstance(child, ast.AnnAssign) and isinstance(child.target, ast.Name)
    }
    for child in node.body:
        if isinstance(child, ast.FunctionDef):
            found.add(child.name)
            found |= _arguments(child) if child.name in {"__init__", "__new__"} else set()
            found |= {
                target.attr
                for each in ast.walk(child)
                if isinstance(each, ast.Assign | ast.AnnAssign)
                for target in (each.targets if isinstance(each, ast.Assign) else [each.target])
                if isinstance(target, ast.Attribute)
            }
    return found


def _documented(path: Path) -> Iterator[tuple[ast.stmt, set[str], set[str]]]:
    """Yield each function and class with the names it documents and those it has."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, set(_PARAM.findall(ast.get_docstring(node) or "")), _arguments(node)
        elif isinstance(node, ast.ClassDef) and not any(
            isinstance(base, ast.Name) and base.id.endswith("Model") for base in node.bases
        ):
            yield node, set(_PARAM.findall(ast.get_docstring(node) or "")), _fields(node)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_parameter_a_docstring_names_exists(package: str) -> None:
    wrong = [
        f"{place(path, node)}: {', '.join(sorted(named - there))}"
        for path in source_files(package)
        for node, named, there in _documented(path)
        if not named <= there
    ]
    assert not wrong
