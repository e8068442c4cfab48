"""Compiled kernels read whatever lies beyond an array and say nothing: here they check every index."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CHECKING = Path(__file__).parent / "__pycache__" / "checking_kernels"
"""The checking code is kept too: it takes eight seconds of a core to compile. Apart, since kept code does not say
whether it checks."""
SCRIPT = """
from random import Random
import numpy as np
from services.relatedness.postings import Postings
from services.view.themes.star_clusters import Links, star_clusters
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
links = [(*random.sample(range(300), 2), random.randrange(250, 900)) for _ in range(2000)]
star_clusters(300, Links(*np.array(links, np.int32).T.copy()))
print(found)
# A link between articles that are not there is beyond: whether what was kept checks at all.
star_clusters(0, Links(*np.full((3, 1), 400, np.int32)))
"""


@pytest.mark.timeout(300)
def test_no_kernel_reads_or_writes_beyond_its_arrays() -> None:
    checking = {**os.environ, "NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(CHECKING), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=checking, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.stdout, ran.stderr
    assert int(ran.stdout) > 1000
    assert "IndexError: " in ran.stderr, "these kernels do not check"
