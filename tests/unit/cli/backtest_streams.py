"""Small invented streams, and what `themewire backtest` says of them."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from typer.testing import CliRunner

from services.cli.backtest import app

QUALITY = ("docs", "queries", "P@1", "MRR@10", "nDCG@10", "R@20")
START = datetime(2031, 5, 1, 12, tzinfo=UTC)
_THEMES = (
    "ferry pier harbour piles divers commuters crossing island captain tide",
    "volcano ash eruption lava crater evacuation airline geologist summit seismic",
    "dockers strike union wages container walkout arbitration crane picket cargo",
    "beekeeper hive pollen swarm pesticide honey orchard mite nectar queen",
    "clockmaker tower pendulum bell restoration chime gear antique workshop brass",
)


def run(*arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of the command."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


def figures(*arguments: str | Path) -> dict[str, Any]:
    code, out, err = run(*arguments)
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def quality(found: Mapping[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in QUALITY}


def write(path: Path, lines: Iterable[Mapping[str, Any] | str]) -> Path:
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))
    return path


def invented(articles: int, seed: int, dated: bool) -> list[dict[str, Any]]:
    """Articles on five themes, a third of them with the theme as label, some at the same time; in no order."""
    random = Random(seed)
    lines = []
    for number in range(articles):
        theme = random.randrange(len(_THEMES))
        words = _THEMES[theme].split()
        line = {
            "id": f"a{random.randrange(10**6):06d}-{number}",
            "headline": " ".join(random.sample(words, 3) + random.sample(random.choice(_THEMES).split(), 2)).title(),
            "source": f"Paper {random.randrange(5)}",
            "text": " ".join(random.choices(words, k=random.choice((0, 8, 40)))),
            "story": f"theme {theme}" if random.random() < 0.35 else None,
        }
        if dated:
            at = START + timedelta(hours=random.randrange(20 * 24), minutes=random.choice((0, 0, 30)))
            line["published_at"] = at.isoformat()
        lines.append(line)
    return lines
