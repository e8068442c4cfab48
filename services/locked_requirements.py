"""Prints the part of requirements.lock that some extras need, hashes included: what an image of services installs.

``python services/locked_requirements.py EXTRA...``, with pyproject.toml and requirements.lock in the directory.
Needs nothing but Python: it runs before anything is installed. Who needs whom stands in the lock's ``# via`` comments;
would one be wrong, ``pip install --require-hashes`` refuses what is missing.
"""

import re
import sys
import tomllib
from collections.abc import Collection
from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_VIA = re.compile(r"^    #(?: via)? +([A-Za-z0-9][A-Za-z0-9._-]*)(?: \(.*\))?$", re.MULTILINE)


def blocks(lock: str) -> dict[str, str]:
    """The lock's text of each package, by its normalised name."""
    found = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)
    return {_normalised(block): block for block in found if _NAME.match(block)}


def direct(project: dict[str, object], extras: Collection[str]) -> set[str]:
    """Names that pyproject.toml's ``[project]`` asks for: for all, and for these extras. Raises KeyError."""
    optional = project["optional-dependencies"]
    requirements = [*project["dependencies"], *(line for extra in extras for line in optional[extra])]  # type: ignore
    return {_normalised(requirement) for requirement in requirements}


def needed(packages: dict[str, str], wanted: Collection[str]) -> list[str]:
    """`wanted` and all that they depend on, in the lock's order. Raises KeyError for what is not locked."""
    absent = sorted(set(wanted) - packages.keys())
    if absent:
        raise KeyError(f"not in requirements.lock: {', '.join(absent)}; run `make lock`")
    needed_by = {name: {_normalised(via) for via in _VIA.findall(block)} for name, block in packages.items()}
    found, new = set(wanted), set(wanted)
    while new:
        new = {name for name, parents in needed_by.items() if parents & new} - found
        found |= new
    return [name for name in packages if name in found]


def _normalised(requirement: str) -> str:
    name = _NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", name.group()).lower() if name else ""


if __name__ == "__main__":
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    packages = blocks(Path("requirements.lock").read_text(encoding="utf-8"))
    sys.stdout.writelines(packages[name] for name in needed(packages, direct(project, sys.argv[1:])))
