"""What the README names is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
PATHS = set(re.findall(r"`((?:services|schemas|tests|demo|\.ci)/[\w./-]+)`", README)) | {
    target for target in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in target
}


@pytest.mark.parametrize("path", sorted(PATHS))
def test_every_path_in_the_readme_exists(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make ([a-z-]+)`", README))))
def test_every_make_target_in_the_readme_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.M)


def test_every_promise_names_its_proof() -> None:
    table = README.split("| promise | proof |")[1].split("\n\n")[0]
    rows = [row for row in table.splitlines() if row.startswith("| ") and not row.startswith("|---")]
    assert len(rows) >= 10
    assert all("`tests/" in row.split("|")[2] for row in rows)
