"""Writes `jars.sha256` anew, after `KAFKA_VERSION` changed: ``python -m services.broker.jar_list``."""

import hashlib
from pathlib import Path

import jgo

from services.broker.jars import ENDPOINT, JAR_LIST


def resolved_jars() -> dict[str, Path]:
    """Place in a Maven repository -> file, of every jar that Kafka needs to run."""
    jars = {}
    for artifact in jgo.resolve(ENDPOINT):
        file = Path(artifact.resolve())
        jars[f"{artifact.component.path_prefix.as_posix()}/{artifact.cached_filename}"] = file
    return jars


def main() -> None:
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {place}\n" for place, file in sorted(resolved_jars().items())
    ]
    JAR_LIST.write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    main()
