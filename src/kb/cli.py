"""What can be done from a terminal?"""

import json
import os
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, Any

import click

from kb.config import Settings, root
from kb.errors import CorpusError, KBError, Problem
from kb.model import KINDS, Corpus, Document, Request


class _Group(click.Group):
    """Commands that say what went wrong in one line, and end with the failure's own exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CorpusError as error:
            _print_problems(error.problems)
            click.echo(str(error), err=True)
            ctx.exit(error.exit_code)
        except KBError as error:
            click.echo(f"kb: {error}", err=True)
            ctx.exit(error.exit_code)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--corpus", type=click.Path(path_type=Path), help="Folder of the corpus (KB_CORPUS).")
@click.option("--var", type=click.Path(path_type=Path), help="Folder for the index (KB_VAR).")
@click.option("--engine", help="Search engine (KB_ENGINE).")
@click.version_option(package_name="kb")
@click.pass_context
def main(ctx: click.Context, corpus: Path | None, var: Path | None, engine: str | None) -> None:
    """Keep, search and serve a trilingual corpus."""
    ctx.obj = Settings.from_environ(os.environ, corpus=corpus, var=var, engine=engine)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
@click.option("--deep", is_flag=True, help="Also read every byte of the published index.")
@click.pass_obj
def check(settings: Settings, *, as_json: bool, deep: bool) -> None:
    """List every mistake of the corpus, and where its editions differ; exit 1 if there is anything to mend."""
    problems = _corpus_problems(settings)
    if deep:
        from kb.generations import open_engine

        problems = [*problems, *open_engine(settings).check(deep=True)]
    if as_json:
        click.echo(json.dumps([_problem_shape(each) for each in problems], ensure_ascii=False, indent=1))
    else:
        _print_problems(problems)
        click.echo(_verdict(problems), err=True)
    sys.exit(1 if problems else 0)


@main.command()
@click.option("--full", is_flag=True, help="Build from nothing, whatever is published.")
@click.option("--from", "source", type=click.File("rb"), help="Index JSON Lines from a file, or - for standard input.")
@click.pass_obj
def index(settings: Settings, *, full: bool, source: IO[bytes] | None) -> None:
    """Publish the corpus, or JSON Lines, as a new generation of the index."""
    from kb.generations import open_engine
    from kb.indexing import build, build_folder

    engine, workers = open_engine(settings), os.cpu_count() or 1
    with _progress("documents") as progress:
        if source:
            vocabulary, documents = _streamed(settings, source)
            report = build(engine, documents, vocabulary, full=full, workers=workers, progress=progress)
        else:
            memory = settings.var / f"folder-{settings.engine}.json"
            folder = _folder(settings)
            report = build_folder(engine, folder, memory, full=full, workers=workers, progress=progress)
    if not report.published:
        click.echo(f"Nothing has changed: {report.unchanged} documents, generation {report.generation.id}.")
        return
    click.echo(
        f"Published generation {report.generation.id}: {report.generation.documents} documents "
        f"({len(report.added)} new, {len(report.changed)} changed, {len(report.removed)} removed, "
        f"{report.unchanged} as before)."
    )


@main.command()
@click.argument("text")
@click.option("--view", default="en", show_default=True, help="sq, sr-latn, sr-cyrl or en.")
@click.option("--agreement", multiple=True, help="Only about this agreement (repeatable).")
@click.option("--kind", multiple=True, type=click.Choice(KINDS), help="Only of this kind (repeatable).")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.option("--explain", is_flag=True, help="Print every reason of every hit.")
@click.pass_obj
def search(
    settings: Settings,
    *,
    text: str,
    view: str,
    explain: bool,
    as_json: bool,
    agreement: tuple[str, ...],
    kind: tuple[str, ...],
) -> None:
    """Search the published index."""
    from kb.exports import shapes
    from kb.knowledge_base import KnowledgeBase

    chosen = {name: values for name, values in (("agreement", agreement), ("kind", kind)) if values}
    found = KnowledgeBase.open(settings).search(Request(text=text, view=view, filters=chosen))
    if as_json:
        click.echo(json.dumps(shapes.results(found), ensure_ascii=False, indent=1))
        return
    click.echo(f"{found.total} document(s)")
    for remark in (*found.notes, *([f"Did you mean: {found.did_you_mean}"] if found.did_you_mean else [])):
        click.echo(remark)
    for heading, hits in (("", found.hits), ("Some of the words:", found.some)):
        if heading and hits:
            click.echo(f"\n{heading}")
        for hit in hits:
            click.echo(f"\n{hit.title}  [{hit.kind}, {hit.date or 'undated'}]  {hit.url}\n    {hit.snippet.text}")
            for reason in hit.reasons if explain else ():
                click.echo(f"    {reason.word} = {reason.matched} ({reason.how}, {reason.language})")


@main.command()
@click.option("--host", help="Address to listen on (KB_HOST).")
@click.option("--port", type=int, help="Port to listen on (KB_PORT).")
@click.option("--workers", type=int, help="Web processes (KB_WORKERS).")
@click.pass_obj
def serve(settings: Settings, *, host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the site."""
    from kb.web.serving import run

    host, port, workers = host or settings.host, port or settings.port, workers or settings.workers
    click.echo(f"The site is at http://{host}:{port}/ (stop it with Ctrl-C).", err=True)
    run(settings, host=host, port=port, workers=workers)


@main.command()
@click.argument("form", type=click.Choice(["jsonl", "csv", "ris", "bibtex", "csl", "site"]))
@click.option("--view", default="en", show_default=True, help="sq, sr-latn, sr-cyrl or en; jsonl has them all.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write, or a folder for a site.")
@click.pass_obj
def export(settings: Settings, *, form: str, view: str, output: Path | None) -> None:
    """Write the whole corpus as JSON Lines, a table or citations; or the site as files that need no network."""
    if form == "site":
        _export_site(settings, output)
        return
    from kb.exports.whole import write
    from kb.i18n import VIEWS, load_catalogues
    from kb.languages import to_latin

    if view.lower() not in VIEWS:
        raise click.BadParameter("choose sq, sr-latn, sr-cyrl or en", param_hint="--view")
    corpus = _load(settings)
    catalogues = load_catalogues(root() / "translations", to_latin)
    address = (settings.site_url or f"http://{settings.host}:{settings.port}").rstrip("/")
    with _progress("documents") as progress, _written(output) as write_to:
        for piece in write(form, corpus, VIEWS[view.lower()], catalogues=catalogues, root=address, progress=progress):
            write_to(piece.encode())


def _export_site(settings: Settings, target: Path | None) -> None:
    from kb.knowledge_base import KnowledgeBase
    from kb.web.offline import write_copy

    if target is None:
        raise click.UsageError("A copy of the site is a folder, or a file that ends in .zip: name it with -o.")
    with _progress("files") as progress:
        copy = write_copy(KnowledgeBase.open(settings), target, progress)
    for link in copy.lost:
        click.echo(f"kb: nothing in the copy answers {link}; the link was taken out", err=True)
    click.echo(f"The site is in {target}.", err=True)


@main.command()
@click.argument("ids", nargs=-1, required=True)
@click.option("--view", "views", multiple=True, required=True, help="sq, sr-latn, sr-cyrl or en; twice for two.")
@click.option(
    "--format", "form", type=click.Choice(["pdf", "docx", "html", "zip"]), required=True, help="What to make."
)
@click.option("-o", "--output", type=click.File("wb", atomic=True), required=True, help="File to write.")
@click.option("--title", "titles", multiple=True, help="Title of the pack, once or once for each view.")
@click.option("--line", "lines", multiple=True, help="A line of your own on the cover (repeatable).")
@click.pass_obj
def pack(
    settings: Settings,
    *,
    ids: tuple[str, ...],
    views: tuple[str, ...],
    form: str,
    output: IO[bytes],
    titles: tuple[str, ...],
    lines: tuple[str, ...],
) -> None:
    """Make a pack of handouts from documents, in one view or two."""
    from kb.exports.handouts.forms import write
    from kb.exports.handouts.packing import Packer, Wishes
    from kb.i18n import VIEWS
    from kb.knowledge_base import KnowledgeBase

    chosen = tuple(VIEWS[code.lower()] for code in dict.fromkeys(views) if code.lower() in VIEWS)
    if len(chosen) != len(views) or len(chosen) > 2:
        raise click.UsageError("--view is one or two different ones of sq, sr-latn, sr-cyrl and en.")
    if len(titles) not in {0, 1, len(chosen)}:
        raise click.UsageError("--title stands once, or once for each view.")
    titles = titles if len(titles) != 1 else titles * len(chosen)
    kb = KnowledgeBase.open(settings)
    wishes = Wishes(views=chosen, root=settings.site_url.rstrip("/"), titles=titles, lines=lines)
    order = Packer(kb.site, kb.catalogues, wishes).pack(ids, form, most=settings.pack_documents)
    with _progress("files") as progress:
        output.write(write(order, progress))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.option("--content", is_flag=True, help="Print a table of the corpus instead, published or not.")
@click.pass_obj
def status(settings: Settings, *, as_json: bool, content: bool) -> None:
    """Say what is published, what the last run changed, and count documents, words and editions behind."""
    if content:
        from kb.corpus.tally import table

        click.echo(table(_folder(settings)))
        return
    from kb.knowledge_base import KnowledgeBase

    site = KnowledgeBase.open(settings).site
    generation = site.reader.generation
    facts: dict[str, Any] = {
        "generation": generation.id,
        "previous": generation.previous,
        "engine": generation.engine,
        "created": generation.created,
        "last run": {"new": generation.added, "changed": generation.changed, "removed": generation.removed},
        "documents": generation.documents,
        "digest": generation.digest,
        **{f"{name} by {'kind' if name == 'documents' else 'language'}": counts for name, counts in site.tally.items()},
    }
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, indent=1))
        return
    for name, value in facts.items():
        shown = (
            ", ".join(f"{key} {count}" for key, count in value.items()) or "none" if isinstance(value, dict) else value
        )
        click.echo(f"{name:22} {shown}")


@contextmanager
def _written(path: Path | None) -> Iterator[Callable[[bytes], object]]:
    """A way to write a file that is there whole or not at all; without one, standard output."""
    if path is None:
        yield sys.stdout.buffer.write
        return
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            yield file.write
        beside.replace(path)
    except OSError as error:
        raise KBError("The file could not be written: %(reason)s.", reason=error.strerror) from None
    finally:
        beside.unlink(missing_ok=True)


def _load(settings: Settings) -> Corpus:
    from kb.corpus import load

    return load(settings.corpus, front_matter_bytes=settings.front_matter_bytes, edition_bytes=settings.edition_bytes)


def _corpus_problems(settings: Settings) -> list[Problem]:
    from kb.corpus import inspect

    found = inspect(
        settings.corpus, front_matter_bytes=settings.front_matter_bytes, edition_bytes=settings.edition_bytes
    )
    return list(found)


def _verdict(problems: Collection[Problem]) -> str:
    if not problems:
        return "The corpus is sound."
    blocking = sum(problem.blocks for problem in problems)
    return f"{len(problems)} problem(s); {blocking or 'none'} of them must be mended before `kb index` publishes."


def _folder(settings: Settings) -> Any:
    from kb.corpus import CorpusFolder

    return CorpusFolder(
        settings.corpus, front_matter_bytes=settings.front_matter_bytes, edition_bytes=settings.edition_bytes
    )


def _streamed(settings: Settings, source: IO[bytes]) -> tuple[Any, Iterator[Document]]:
    """The vocabulary and documents of JSON Lines; without a vocabulary of their own, the corpus's serves."""
    from kb.corpus import json_lines, load_vocabulary
    from kb.vocabulary import Vocabulary

    stream = json_lines.read(source, name=_name_of(source), edition_bytes=settings.edition_bytes)
    first = next(stream, None)
    documents = (each for each in chain([first], stream) if isinstance(each, Document))
    if isinstance(first, json_lines.Header):
        return Vocabulary(first.concepts, first.notes, first.renamed, first.packs), documents
    known = load_vocabulary(settings.corpus, edition_bytes=settings.edition_bytes)
    return Vocabulary(known.concepts, known.notes, known.renamed), documents


def _name_of(source: IO[bytes]) -> str:
    return source.name if source is not sys.stdin.buffer else "-"


def _print_problems(problems: Iterable[Problem]) -> None:
    for problem in problems:
        click.echo(str(problem))


def _problem_shape(problem: Problem) -> dict[str, object]:
    names = ("file", "line", "column", "code", "message", "blocks")
    return {name: getattr(problem, name) for name in names}


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int], None]]:
    """A counter with its rate on a terminal's standard error; silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    start, last = time.monotonic(), 0.0

    def show(count: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= 0.2:
            last = now
            click.echo(f"\r{count} {what}, {count / max(now - start, 0.001):.0f} a second ", nl=False, err=True)

    yield show
    click.echo("\r\033[K", nl=False, err=True)


if __name__ == "__main__":
    main()
