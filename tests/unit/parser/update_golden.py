"""`python -m tests.unit.parser.update_golden`: writes what the parser gives now as the demo's expected records. Read
the diff. The pairs that are written by hand stay as they are."""

import orjson

from tests.unit.parser.golden import DEMO, of_the_demo, results


def main() -> None:
    """Writes one file per demo document and removes those whose document is gone."""
    (DEMO / "expected").mkdir(exist_ok=True)
    written = set()
    for pair in of_the_demo():
        pair.expected.write_bytes(orjson.dumps(results(pair), option=orjson.OPT_INDENT_2) + b"\n")
        written.add(pair.expected)
    for path in (DEMO / "expected").glob("*.json"):
        if path not in written:
            path.unlink()


if __name__ == "__main__":
    main()
