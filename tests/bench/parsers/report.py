"""What the bench prints: every figure of every tool, the targets, and CPU time against quality."""

from collections.abc import Container, Mapping, Sequence

from tests.bench.parsers.measure import OURS, Figures
from tests.bench.parsers.targets import ALL_DUMPS, ALL_PAGES, TARGETS, best_other
from tests.bench.parsers.tools import TRAFILATURA

Measured = Mapping[str, Mapping[str, Figures]]
"""By set of documents, then by tool."""

_COLUMNS = {
    "body P": "body_P",
    "body R": "body_R",
    "body F1": "body_F1",
    "headline": "headline_exact",
    "instant": "published_instant",
    "day": "published_day",
    "authors": "authors_F1",
    "dek": "dek_exact",
    "rel P": "related_P",
    "rel R": "related_R",
    "rel F1": "related_F1",
    "leaks": "leaking_pages",
    "of": "related_pages",
    "no rec": "without_record",
    "exc": "exceptions",
    "CPU ms": "cpu_ms_mean",
    "p95": "cpu_ms_p95",
}
_COUNTS = ("leaking_pages", "related_pages", "without_record", "exceptions")
_LEGEND = (
    "rel: the related block; leaks: pages whose body holds a related headline, of those that have any; "
    "no rec: documents\nwithout a record, and exc the exceptions among them; CPU: of the extraction alone, mean and "
    "95th percentile."
)
_FUNDUS, _SCRAPINGHUB = "fundus pages", "scrapinghub pages"


def table(measured: Measured) -> str:
    """All figures; ``-`` where the set's gold says nothing."""
    rows = [["", *_COLUMNS]]
    for documents, tools in measured.items():
        if documents in (ALL_PAGES, ALL_DUMPS):
            continue
        rows.append([f"{documents} ({next(iter(tools.values()))['pages']})"])
        rows += [[f"  {tool}", *(_figure(key, one) for key in _COLUMNS.values())] for tool, one in tools.items()]
    return f"{_aligned(rows)}\n{_LEGEND}"


def targets(measured: Measured) -> str:
    """Each target of ours to the script's last digit, the best that another tool reaches, and whether ours is met."""
    rows = [["target", "documents", "bound", "ours", "best other", "", "met"]]
    for target in TARGETS:
        tools = measured[target.documents]
        value, other = tools[OURS][target.figure], best_other(target, tools)
        bound = f"{'<=' if target.at_most else '>='} {target.bound:g}"
        beside = [f"{other[1]:.4g}", other[0]] if other else ["-", ""]
        met = "yes" if target.met(value) else "NO"
        rows.append([target.name, target.documents, bound, f"{value:.4g}", *beside, met])
    return _aligned(rows, left=(0, 1, 5, 6))


def trade_off(measured: Measured) -> str:
    """CPU time against body F1, cheapest first."""
    rows = [["CPU against body", "CPU ms", "fundus F1", "scrapinghub F1"]]
    for tool, one in sorted(measured[ALL_PAGES].items(), key=lambda item: item[1]["cpu_ms_mean"]):
        quality = (_figure("body_F1", measured[documents][tool]) for documents in (_FUNDUS, _SCRAPINGHUB))
        rows.append([tool, _figure("cpu_ms_mean", one), *quality])
    return _aligned(rows)


def ratio(measured: Measured) -> str:
    """Ours beside trafilatura in one line; times differ by machine, their ratio hardly."""
    cpu = measured[ALL_PAGES][OURS]["cpu_ms_mean"] / measured[ALL_PAGES][TRAFILATURA]["cpu_ms_mean"]
    gains = (
        f"{documents} {tools[OURS]['body_F1'] - tools[TRAFILATURA]['body_F1']:+.3f}"
        for documents, tools in ((documents, measured[documents]) for documents in (_FUNDUS, _SCRAPINGHUB))
    )
    return f"ours / {TRAFILATURA}: CPU {cpu:.2f}x; body F1 {', '.join(gains)}"


def _figure(key: str, figures: Figures) -> str:
    if key not in figures:
        return "-"
    if key in _COUNTS:
        return f"{figures[key]:.0f}"
    return f"{figures[key]:.2f}" if key.startswith("cpu_ms") else f"{figures[key]:.3f}"


def _aligned(rows: Sequence[Sequence[str]], left: Container[int] = (0,)) -> str:
    widths = [max(len(row[n]) for row in rows if len(row) > 1 and n < len(row)) for n in range(len(rows[0]))]
    lines = (
        "  ".join(
            cell.ljust(width) if n in left else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=False))
        )
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)
