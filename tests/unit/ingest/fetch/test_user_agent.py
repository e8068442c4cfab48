"""The fetcher says which version it is."""

import tomllib
from pathlib import Path

from services.ingest.fetch.user_agent import PRODUCT_TOKEN, USER_AGENT


def test_the_version_is_the_distributions() -> None:
    project = tomllib.loads((Path(__file__).parents[4] / "pyproject.toml").read_text())["project"]
    assert USER_AGENT.startswith(f"{project['name']}/{project['version']} ")
    assert project["name"] == PRODUCT_TOKEN
