"""`python -m tests.unit.parser.update_golden`: writes what the parser gives now as what is expected. Read the diff."""

import orjson

from tests.unit.parser.golden import entries, expected_path, read


def main() -> None:
    """Writes one file per demo document and removes those whose document is gone."""
    written = set()
    for entry in entries():
        path = expected_path(entry["file"])
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(orjson.dumps(read(entry), option=orjson.OPT_INDENT_2) + b"\n")
        written.add(path)
    for path in expected_path("any").parent.glob("*.json"):
        if path not in written:
            path.unlink()


if __name__ == "__main__":
    main()
