"""Compiled kernels read whatever lies beyond an array and say nothing: here they check every index."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = """
from random import Random
from services.relatedness.postings import Postings
from tests.unit.relatedness.articles import article

random = Random(5)
shared = [f"t{n}" for n in range(40)]
articles = [
    article(str(n), hours=random.randrange(300), terms=[f"own {n} {k}" for k in range(3)] + random.sample(shared, 6))
    for n in range(1500)
]
postings = Postings()
postings.add(*articles[:700])
for one in articles[700:]:
    postings.add(one)
# In order: the terms of the first have low numbers, those of what is related to them high ones.
found = sum(len(postings.hits(one).slots) for one in articles)
for one in articles[::2]:
    postings.remove(one.id)
print(found)
"""


@pytest.mark.timeout(300)
def test_no_kernel_reads_or_writes_beyond_its_arrays(tmp_path: Path) -> None:
    checking = {**os.environ, "NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=checking, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) > 1000
