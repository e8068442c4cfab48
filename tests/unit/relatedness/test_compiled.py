"""The kept code of a kernel does not see what changes in another file: it would go on with the old value."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SERVICES = Path(__file__).resolve().parents[3] / "services"
MODULES = [path for path in sorted(SERVICES.rglob("*.py")) if "@compiled" in path.read_text(encoding="utf-8")]

CHANGES_NO_RESULT = {"prefetch"}


def names_in(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def from_elsewhere(module: ast.Module) -> set[str]:
    """Names that the module takes from others of ours, and what it makes of them."""
    imports = (
        node for node in module.body if isinstance(node, ast.ImportFrom) and (node.module or "")[:8] == "services"
    )
    found = {alias.asname or alias.name for node in imports for alias in node.names} - CHANGES_NO_RESULT
    for node in module.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value and names_in(node.value) & found:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {name for target in targets for name in names_in(target)}
    return found


def kernels(module: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and any("compiled" in names_in(one) for one in node.decorator_list):
            yield node


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_kernel_is_given_what_another_file_sets(path: Path) -> None:
    module = ast.parse(path.read_text(encoding="utf-8"))
    elsewhere = from_elsewhere(module)
    used = {node.name: {name for line in node.body for name in names_in(line)} & elsewhere for node in kernels(module)}
    assert used
    assert not any(used.values()), used
