"""Nothing that runs what a file says: no pickle, eval, unsafe YAML, shell."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.habits.sources import place, source_files, tree_of

MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "telnetlib"}
BARE_CALLS = {"eval", "exec", "compile", "__import__"}
CALLS = {
    "yaml.load",
    "yaml.unsafe_load",
    "yaml.full_load",
    "os.system",
    "os.popen",
    "tempfile.mktemp",
    "gr.load",
    "gr.FileExplorer",
}
TRUE_FLAGS = {
    "allow_pickle",
    "allow_dangerous_deserialization",
    "trust_remote_code",
    "shell",
    "share",
    "allow_tags",
    "analytics_enabled",
}


def _unsafe(node: ast.AST) -> str | None:
    """Return what is unsafe about a node, or None."""
    if isinstance(node, ast.Import):
        return next((a.name for a in node.names if a.name.split(".")[0] in MODULES), None)
    if isinstance(node, ast.ImportFrom):
        return node.module if (node.module or "").split(".")[0] in MODULES else None
    if isinstance(node, ast.Call):
        return _unsafe_call(node)
    return None


def _unsafe_call(node: ast.Call) -> str | None:
    name = ast.unparse(node.func)
    if name in CALLS or (isinstance(node.func, ast.Name) and name in BARE_CALLS):
        return name
    if name == "torch.load" and "weights_only=True" not in ast.unparse(node):
        return "torch.load without weights_only=True"
    flags = [k.arg for k in node.keywords if k.arg in TRUE_FLAGS and _is_true(k.value)]
    return f"{name}({flags[0]}=True)" if flags else None


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _findings(paths: list[Path]) -> Iterator[str]:
    for path in paths:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.stmt | ast.expr) and (found := _unsafe(node)):
                yield f"{place(path, node)}: {found}"


def test_the_project_calls_nothing_that_runs_data() -> None:
    assert not list(_findings(source_files()))


def test_the_search_for_unsafe_calls_finds_them(tmp_path: Path) -> None:
    sample = "import pickle\nnp.load(f, allow_pickle=True)\neval(x)\nyaml.load(f)\ntorch.load(f)\n"
    found = [_unsafe(node) for node in ast.walk(ast.parse(sample))]
    assert len([one for one in found if one]) == 5
