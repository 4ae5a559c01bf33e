"""What has public functions has tests that import it."""

from __future__ import annotations

import ast

import pytest

from tests.habits.sources import functions, module_name, source_files, tree_of

# Run as programs, in a process of their own, which no import shows.
PROGRAMS = {"rag.__main__"}


def _imported() -> set[str]:
    """Return the modules that some test imports something from, and what it imports."""
    nodes = [node for path in source_files("tests") for node in ast.walk(tree_of(path))]
    found = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("package", ["rag"])
def test_every_module_with_public_functions_is_imported_by_a_test(package: str) -> None:
    imported = _imported() | PROGRAMS
    untested = [
        module_name(path)
        for path in source_files(package)
        if module_name(path) not in imported
        and any(not function.name.startswith("_") for function in functions(path))
    ]
    assert not untested
