"""`themewire backtest FILE`: runs the index over a stream of labelled articles and prints how good and fast it is."""

import gzip
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.progress import track

from services.cli.backtest_against import EngineError, against, engines
from services.cli.backtest_explain import explained, not_found
from services.cli.backtest_figures import quality, relevant, spread
from services.cli.backtest_memory import bytes_per_article
from services.cli.backtest_run import Run, best_before, peak_bytes, run
from services.cli.backtest_stream import StreamArticle, StreamError, read_stream

WIDTH = 160
"""Columns of a table that is not printed on a terminal."""

app = typer.Typer(add_completion=False)


@app.command()
def backtest(  # noqa: PLR0917 - typer calls it by name
    file: Annotated[Path, typer.Argument(help="lines {id, headline, published_at, source, text, story}, .gz too")],
    shards: Annotated[int, typer.Option(min=1, help="shards of the index; the quality is the same")] = 1,
    shuffle: Annotated[
        int | None, typer.Option(metavar="SEED", help="take all in first, in a random order; the quality is the same")
    ] = None,
    rankings: Annotated[
        Path | None, typer.Option(help='write a line {"id", "top": [ids, best first]} for every article')
    ] = None,
    explain: Annotated[
        str | None, typer.Option(metavar="ID", help="show that article's list with reasons, and no figures")
    ] = None,
    beside: Annotated[
        str, typer.Option("--against", metavar="bm25,fts5,tantivy", help="measure these search engines in the same run")
    ] = "",
) -> None:
    """Look for every article among those before it, in (published_at, id) order, or in file order where no line has a
    time; print the figures as one JSON object.

    Timed as add and query is taking an article in, finding all pairs over the floor with their scores, and picking the
    best 20; their reasons are made for --explain alone.
    Near-duplicate pairs are counted in the top 10 of every article, as found and grouped as a view groups them. Bytes
    per article are counted apart for the index and for the articles that it is over (their cards and signatures); peak
    memory is the whole process's, with the stream. Engines are given headline and the first 400 words, and asked for
    the labelled articles only; their 200 best are ordered anew by the same decay as ours.
    """
    try:
        others = engines(beside)
        stream = read_stream(file)
        if explain is not None:
            _explain(stream, explain, shards, file)
            return
        if rankings:
            _write(rankings, [])  # a file that can't be written is said at once, not after the run
        done = run(stream, shards, shuffle, _watch)
        if rankings:
            _write(rankings, [{"id": article.id, "top": done.tops[article.id]} for article in stream])
        figures = _figures(stream, done, shards, shuffle)
        if others:
            figures["against"] = against(others, stream)
    except (OSError, StreamError, EngineError) as error:
        told = f"cannot open {error.filename}: {error.strerror}" if isinstance(error, OSError) else error
        typer.echo(f"themewire backtest: {told}", err=True)
        raise typer.Exit(1) from error
    typer.echo(orjson.dumps(figures).decode())


def _figures(stream: Sequence[StreamArticle], done: Run, shards: int, shuffle: int | None) -> dict[str, Any]:
    wanted, peak = relevant(stream), peak_bytes()
    return {
        "docs": len(stream),
        "queries": len(wanted),
        **quality(wanted, done.tops),
        "near_duplicate_pairs": {"before": done.near_duplicates_before, "after": done.near_duplicates_after},
        "add_query_ms": spread(done.add_query_seconds),
        "signature_ms": spread(done.signature_seconds)["mean"],
        "bytes_per_article": bytes_per_article([done.articles[n] for n in range(len(stream))], shards, _watch),
        "peak_memory_mib": round(peak / 2**20, 1),
        "shards": shards,
        "shuffle": shuffle,
    }


def _explain(stream: Sequence[StreamArticle], article_id: str, shards: int, file: Path) -> None:
    place = next((place for place, article in enumerate(stream) if article.id == article_id), None)
    if place is None:
        raise StreamError(f"no article {article_id!r} in {file}; --explain takes the id of one of its lines")
    article, best = best_before(stream, place, shards, _watch)
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    by_id = {one.id: one for one in stream}
    console.print(explained(article, best, by_id))
    missed = relevant(stream).get(article_id, set()) - {ranked.article.id for ranked in best}
    console.print(not_found(article, [one for one in stream if one.id in missed]))


def _write(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    with gzip.open(path, "wb") if path.suffix == ".gz" else path.open("wb") as file:
        file.writelines(orjson.dumps(line) + b"\n" for line in lines)


def _watch(places: Sequence[int], doing: str) -> Iterable[int]:
    console = Console(stderr=True)
    return track(places, doing, console=console, disable=not console.is_terminal, transient=True)
