"""The command line: ``policyqa``. Data goes to stdout, progress and messages to stderr.

Exit codes: 0 done, 1 the question could not be answered or something was refused (with one line
why), 2 wrong usage.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import PolicyQAError
from rag.interfaces import printing
from rag.interfaces.lookup import articles_at, find_document
from rag.interfaces.progress import progress_bar
from rag.query.language import language_of

if TYPE_CHECKING:
    from index import Store
    from rag.assistant import Assistant
    from rag.interfaces.audit_log import AuditLog
    from rag.model import Hit
    from rag.ranking.explain import Explanation
    from rag.settings import Settings

__all__ = ["app", "main"]

app = typer.Typer(
    name="policyqa",
    help="Ask official documents; get the clause that answers, with a checked citation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

StoreOption = Annotated[
    Path | None,
    typer.Option("--store", help="Folder of the store (default: POLICYQA_STORE, else user data)."),
]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", help="Judge documents as they stood on this date: YYYY-MM-DD."),
]
RerankerOption = Annotated[
    str | None,
    typer.Option(
        "--reranker",
        help="What reads again: builtin, off, or a cross-encoder's name or path.",
    ),
]
CarefulOption = Annotated[
    bool,
    typer.Option("--careful", help="Read the best sentences again (same as --reranker builtin)."),
]
AfterOption = Annotated[
    list[str] | None,
    typer.Option(
        "--after",
        help="An earlier question, which this one goes on from; oldest first, repeatable.",
    ),
]
StandaloneOption = Annotated[
    bool, typer.Option("--standalone", help="Do not complete the question from --after.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
EncoderOption = Annotated[
    str | None,
    typer.Option("--encoder", help="Embedding model: builtin, or a sentence-transformers name."),
]
AuditOption = Annotated[
    Path | None,
    typer.Option("--audit-log", help="File for a line of JSON on who asked, added or removed."),
]
ModelOption = Annotated[
    str | None,
    typer.Option("--model", help="Chat model, e.g. openai:gpt-4o-mini or transformers:PATH."),
]


def main() -> None:
    """Run the command; anything refused is one line on stderr and exit code 1."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        app()
    except PolicyQAError as error:
        _say(f"policyqa: {error}")
        sys.exit(1)
    except KeyboardInterrupt as stopped:
        _say("policyqa: stopped; what was added before stays")
        sys.exit(128 + signal.SIGTERM if isinstance(stopped, _Terminated) else 1)
    except BrokenPipeError:  # the reader of a pipe went away
        sys.stderr.close()
        sys.exit(1)


class _Terminated(KeyboardInterrupt):
    """SIGTERM, as service managers send it: taken like Ctrl+C, so that what was done is said."""


def _terminate(*_: object) -> None:
    raise _Terminated


# ---- documents ----------------------------------------------------------------------------


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders to add.")],
    store: StoreOption = None,
    encoder: EncoderOption = None,
    sync: Annotated[
        bool, typer.Option("--sync", help="Also remove documents whose files are gone.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before removing.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be read; change nothing.")
    ] = False,
    audit_log: AuditOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read documents into the store; unchanged files are skipped, changed ones replaced."""
    if dry_run:
        from rag.interfaces.preview import preview, preview_lines

        previews = preview(paths)
        _print_data(previews, "\n".join(preview_lines(previews)), as_json)
        return
    assistant = _open_assistant(create=True, store=store, encoder=encoder, audit_log=audit_log)
    if sync and not yes:
        _confirm_removal(assistant.add(paths, sync=True, dry_run=True).removed)
    with progress_bar() as show_progress:
        report = assistant.add(paths, show_progress, sync=sync)
    _print_data(report, None, as_json)
    for line in printing.report_lines(report):
        _say(line)
    nothing_read = not (report.added or report.replaced or report.unchanged or report.removed)
    if report.interrupted or report.unread or (report.failed and nothing_read):
        raise typer.Exit(1)


@app.command()
def remove(
    documents: Annotated[list[str], typer.Argument(help="Document ids, as `list` prints them.")],
    store: StoreOption = None,
    audit_log: AuditOption = None,
) -> None:
    """Remove documents from the store."""
    settings = _settings(store=store, audit_log=audit_log)
    log = _audit_log(settings)
    with _open_store(settings.store) as opened:
        snapshot = opened.snapshot()
        ids = [find_document(snapshot.documents(), given).id for given in documents]
        opened.remove(ids)
    if log is not None:
        log.note("remove", documents=ids)
    _say(f"removed {len(ids)} document(s)")


@app.command(name="list")
def list_documents(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """List the documents of the store."""
    with _open_store(store) as opened:
        documents = opened.snapshot().documents()
    rows = [document.to_dict() for document in documents]
    _print_data(rows, "\n".join(printing.document_line(d) for d in documents), as_json)


@app.command()
def show(
    document: Annotated[str, typer.Argument(help="Document id (its first letters are enough).")],
    address: Annotated[
        str | None, typer.Argument(help="A place in it: 第十九条, 19条2款, 二(一)3.")
    ] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print a document's outline, or the text at an address."""
    with _open_store(store) as opened:
        snapshot = opened.snapshot()
        found = find_document(snapshot.documents(), document)
        articles = articles_at(found, snapshot.articles(found.id), address)
    text = printing.show_text(found, articles, outline=address is None)
    _print_data(printing.show_dict(found, articles), text, as_json)


# ---- questions ----------------------------------------------------------------------------


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know, in your own words.")],
    store: StoreOption = None,
    model: ModelOption = None,
    encoder: EncoderOption = None,
    reranker: RerankerOption = None,
    as_of: AsOfOption = None,
    after: AfterOption = None,
    standalone: StandaloneOption = False,
    careful: CarefulOption = False,
    audit_log: AuditOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question, every sentence cited; exit code 1 when the documents do not say."""
    reranker = reranker or ("builtin" if careful else None)
    assistant = _open_assistant(
        store=store, model=model, encoder=encoder, reranker=reranker, audit_log=audit_log
    )
    history = _history(after)
    answer = assistant.ask(question, history=history, as_of=as_of, standalone=standalone)
    _print_data(answer.to_dict(), printing.answer_text(answer), as_json)
    if answer.status != "answered":
        raise typer.Exit(1)


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="What to look for.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 10,
    store: StoreOption = None,
    encoder: EncoderOption = None,
    reranker: RerankerOption = None,
    as_of: AsOfOption = None,
    after: AfterOption = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show why each passage stands where it stands.")
    ] = False,
    audit_log: AuditOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the passages found for a question, best first."""
    assistant = _open_assistant(
        store=store, encoder=encoder, reranker=reranker, audit_log=audit_log
    )
    history = _history(after)
    head: list[str] = []
    if explain:
        explained = assistant.explain(question, k, history=history, as_of=as_of)
        head = [printing.understood_text(explained.question)]
        shown: list[tuple[Hit, Explanation | None]] = list(
            zip(explained.hits, explained.reasons, strict=True)
        )
    else:
        hits = assistant.retrieve(question, k, history=history, as_of=as_of)
        shown = [(hit, None) for hit in hits]
    texts = [*head, *printing.hit_texts(shown, language_of(question))]
    _print_data([printing.hit_dict(*pair) for pair in shown], "\n\n".join(texts) or None, as_json)
    if assistant.notice:
        _say(assistant.notice)
    if not shown:
        _say("nothing found")
        raise typer.Exit(1)


def _history(after: list[str] | None) -> list[tuple[str, str]]:
    """Return earlier questions as a conversation of which the answers are not at hand."""
    return [(asked, "") for asked in after or ()]


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="Document id of the older edition.")],
    new: Annotated[str, typer.Argument(help="Document id of the newer edition.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare two editions article by article: kept, changed, added, dropped, renumbered."""
    from rag.interfaces.edition_printing import changes_text
    from rag.passages.distinct_names import DistinctNames
    from rag.passages.edition_diff import compare_articles
    from rag.passages.editions import Editions

    with _open_store(store) as opened:
        snapshot = opened.snapshot()
        documents = snapshot.documents()
        pair = [find_document(documents, given) for given in (old, new)]
        before, after = (snapshot.articles(document.id) for document in pair)
        names = DistinctNames(snapshot, Editions(snapshot))
        pair = [names.labelled(document) for document in pair]
    changes = compare_articles(before, after)
    text = changes_text(pair[0], pair[1], changes)
    _print_data([change.to_dict() for change in changes], text, as_json)


@app.command()
def chat(
    store: StoreOption = None,
    model: ModelOption = None,
    encoder: EncoderOption = None,
    reranker: RerankerOption = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 7860,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
    audit_log: AuditOption = None,
) -> None:
    """Open the chat window."""
    assistant = _open_assistant(
        create=True,
        store=store,
        model=model,
        encoder=encoder,
        reranker=reranker,
        audit_log=audit_log,
    )
    # The window stands to the right of this package, so it is loaded by name.
    import_module("ui.app").launch(assistant, host=host, port=port, open_browser=browser)


@app.command()
def serve(
    store: StoreOption = None,
    model: ModelOption = None,
    encoder: EncoderOption = None,
    reranker: RerankerOption = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8000,
    audit_log: AuditOption = None,
) -> None:
    """Serve an HTTP API, an OpenAI-compatible one and MCP at /mcp."""
    from rag.interfaces.http import serve as run

    settings = _settings(
        store=store, model=model, encoder=encoder, reranker=reranker, audit_log=audit_log
    )
    token = settings.token.get_secret_value() if settings.token else None
    run(_open_with(settings), host, port, token, announce=lambda url: _say(f"serving on {url}"))


@app.command()
def mcp(
    store: StoreOption = None,
    model: ModelOption = None,
    encoder: EncoderOption = None,
    reranker: RerankerOption = None,
    audit_log: AuditOption = None,
) -> None:
    """Serve the MCP tools ask, search and show over standard input and output."""
    from rag.interfaces.mcp_server import run

    run(
        _open_assistant(
            store=store, model=model, encoder=encoder, reranker=reranker, audit_log=audit_log
        )
    )


# ---- care of the store ----------------------------------------------------------------------


@app.command()
def verify(
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the search files anew from the database.")
    ] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check every file and row of the store; exit code 1 when something is damaged."""
    from index.ingest.verify import verify as check

    path = _settings(store=store).store
    with progress_bar() as show_progress:
        result = check(path, rebuild=rebuild, report=show_progress)
    _print_data(result, "\n".join(printing.verify_lines(result)), as_json)
    if result.problems:
        raise typer.Exit(1)


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="The copy: a folder that is not there yet.")],
    store: StoreOption = None,
) -> None:
    """Copy the store into a new folder while it is used, and check the copy."""
    from index.ingest.backup import back_up

    copied = back_up(_settings(store=store).store, folder)
    _say(f"copied and checked: {copied.documents} documents, {copied.clauses} clauses, in {folder}")


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="A copy that `backup` made.")],
    store: StoreOption = None,
) -> None:
    """Make a store of a copy, checked; a store that is there already is not touched."""
    from index.ingest.backup import restore as make_from

    path = _settings(store=store).store
    made = make_from(folder, path)
    _say(f"restored and checked: {made.documents} documents, {made.clauses} clauses, in {path}")


@app.command()
def info(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Print counts, sizes, encoder, generation and age of the store."""
    with _open_store(store) as opened:
        facts = opened.info()
    _print_data(facts, "\n".join(printing.info_lines(facts)), as_json)


@app.command()
def reembed(
    encoder: EncoderOption = None,
    store: StoreOption = None,
) -> None:
    """Make the store's vectors anew with an encoder; can be stopped and taken up again."""
    from index.ingest.reembed import reembed as make_anew
    from rag.assistant import open_encoder

    settings = _settings(store=store, encoder=encoder)
    with progress_bar() as show_progress:
        make_anew(settings.store, open_encoder(settings), show_progress)
    _say(f"the store's encoder is now {settings.encoder}")


# ---- shared steps -------------------------------------------------------------------------


def _settings(**arguments: Any) -> Settings:
    from rag.settings import load_settings

    return load_settings(**arguments)


def _open_assistant(*, create: bool = False, **arguments: Any) -> Assistant:
    return _open_with(_settings(**arguments), create=create)


def _open_with(settings: Settings, *, create: bool = False) -> Assistant:
    if settings.audit_log is None:
        from rag.assistant import Assistant
    else:
        from rag.interfaces.audit_log import AuditedAssistant as Assistant

        _audit_log(settings)
    return Assistant.open(settings.store, create=create, settings=settings)


def _audit_log(settings: Settings) -> AuditLog | None:
    """Return the audit log that the settings name, once it is known that it can be written."""
    if settings.audit_log is None:
        return None
    from rag.interfaces.audit_log import AuditLog

    log = AuditLog(settings.audit_log, settings.audit_questions)
    log.require_writable()
    return log


def _open_store(path: Path | None) -> Store:
    from index import Store

    return Store.open(_settings(store=path).store)


def _confirm_removal(gone: Sequence[str]) -> None:
    """Ask before documents are removed because their files are gone."""
    if gone:
        for name in gone:
            _say(f"gone: {name}")
        typer.confirm(f"remove the documents of these {len(gone)} file(s)?", abort=True, err=True)


def _print_data(value: Any, text: str | None, as_json: bool) -> None:
    """Print data to stdout: as JSON for scripts, else as text."""
    if as_json:
        typer.echo(json.dumps(printing.json_value(value), ensure_ascii=False, indent=2))
    elif text is not None:
        typer.echo(printing.visible(text))


def _say(message: str) -> None:
    """Print a message to stderr."""
    typer.echo(printing.visible(message), err=True)
