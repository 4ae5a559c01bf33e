"""What is installed is what is here, in locked versions."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.habits.sources import PACKAGES, ROOT, source_files, tree_of

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN_TIME: list[str] = PROJECT["project"]["dependencies"]
EXTRA: list[str] = [
    requirement
    for requirements in PROJECT["project"].get("optional-dependencies", {}).values()
    for requirement in requirements
]
DEVELOPMENT: list[str] = PROJECT["dependency-groups"]["dev"]


def _name(requirement: str) -> str:
    """Return a requirement's distribution name in its normal form."""
    bare = re.split(r"[\s<>=!~;\[]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", bare).lower()


def _locked() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {_name(name): version for name, version in pins}


def test_every_package_folder_is_listed_for_installing() -> None:
    folders = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for path in source_files()
        if path.name == "__init__.py"
    }
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == folders


def test_every_python_file_is_in_a_package() -> None:
    assert not [path for path in source_files() if not (path.parent / "__init__.py").exists()]


def test_every_data_file_is_listed_for_installing() -> None:
    patterns = PROJECT["tool"]["setuptools"]["package-data"]
    listed = {
        path
        for package, globs in patterns.items()
        for pattern in globs
        for path in (ROOT / package.replace(".", "/")).glob(pattern)
    }
    data = {
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    }
    assert sorted(data - listed) == []


@pytest.mark.parametrize("requirement", [*RUN_TIME, *EXTRA, *DEVELOPMENT])
def test_every_dependency_is_locked(requirement: str) -> None:
    assert _name(requirement) in _locked()


def test_the_lock_names_exact_versions_and_nothing_of_one_machine() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][0-9A-Za-z.]*", line) for line in lines)


def test_torch_stays_at_the_version_that_needs_no_gpu_packages() -> None:
    assert _locked()["torch"] == "2.13.0"
    assert not [name for name in _locked() if name.startswith("nvidia")]


def test_every_library_that_is_imported_is_named_as_a_dependency() -> None:
    named = {_name(requirement) for requirement in (*RUN_TIME, *EXTRA)}
    providers = packages_distributions()
    missing = {
        (module, str(path.relative_to(ROOT)))
        for path in source_files()
        for module in _top_modules(path)
        if module not in PACKAGES and module not in sys.stdlib_module_names
        if not named & {_name(name) for name in providers.get(module, [module])}
    }
    assert not {found for found in missing if not _is_for_developers(*found)}


def _top_modules(path: Path) -> set[str]:
    modules: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            modules |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add((node.module or "").partition(".")[0])
    return modules


def _is_for_developers(module: str, file: str) -> bool:
    """Tell whether only who works on the project runs this file, and has the library."""
    named = {_name(requirement) for requirement in DEVELOPMENT}
    provided = {_name(name) for name in packages_distributions().get(module, [module])}
    return file.startswith("eval/") and bool(named & provided)
