"""The assistant: one open Store, questions in, cited answers out."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import ModelUnavailable
from rag.model import Answer, History, Hit

# What searches, reads settings or weighs sentences is loaded with the first Store or question:
# naming the interface must cost a script next to nothing.
if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from corpus.address import Address
    from index import Store
    from index.encoders.encoder import Encoder
    from index.engine import SearchView
    from index.model import AddReport, Filters, Report, StoredArticle, StoredDocument
    from rag.passages.edition_changes import EditionChanges
    from rag.pipeline import ChatModel, Pipeline
    from rag.query.as_of_date import Moment
    from rag.query.question import Question
    from rag.ranking.cross_encoder import Reranker
    from rag.ranking.explain import Explained
    from rag.ranking.reader import Reader
    from rag.settings import Settings

__all__ = ["Assistant", "ask", "open_encoder"]

_OUTDATED = {
    "zh": "库中的向量是旧版自带模型生成的，目前只按词检索；运行 policyqa reembed 可更新。",
    "en": "The store's vectors are of an earlier built-in model, so only words are searched; "
    "policyqa reembed makes them anew.",
}


class Assistant:
    """Answers questions from one Store. Safe to use from several threads.

    Each question is answered from one generation of the Store; documents added meanwhile, here
    or by another process, are seen by the next question.
    """

    def __init__(
        self,
        store: Store,
        encoder: Encoder,
        settings: Settings,
        model: BaseChatModel | None = None,
    ) -> None:
        self._store = store
        self._encoder = encoder
        self._settings = settings
        self._model = model
        self._lock = threading.Lock()
        self._pipeline: Pipeline | None = None

    @classmethod
    def open(
        cls,
        store: str | Path | None = None,
        *,
        create: bool = False,
        settings: Settings | None = None,
        encoder: Encoder | None = None,
        model: BaseChatModel | None = None,
    ) -> Assistant:
        """Open a Store for questions.

        :param store: its folder; ``None`` for the one the settings name.
        :param create: make an empty Store where there is none.
        :param settings: ``None`` reads the environment and policyqa.toml.
        :param encoder: an embedding model that replaces the one the settings name.
        :param model: a LangChain chat model that replaces the one the settings name.
        :raises StoreNotFound: there is none at that path.
        :raises StoreCorrupt: it is damaged.
        :raises EncoderMismatch: its vectors were made by another encoder. What an earlier built-in
            model made is searched by words, and answers say so.
        """
        from index import Store
        from rag.settings import load_settings

        settings = settings or load_settings(store=store)
        path = Path(store) if store is not None else settings.store
        if not create and not path.is_dir():
            Store.open(path)  # names the missing Store before a model is loaded
        encoder = encoder or open_encoder(settings)
        opened = (Store.open_or_create if create else Store.open)(path, encoder)
        return cls(opened, encoder, settings, model)

    # ---- asking -------------------------------------------------------------------------

    def retrieve(
        self,
        question: str,
        k: int = 10,
        *,
        history: History = (),
        filters: Filters | None = None,
        as_of: str | date | None = None,
        standalone: bool = False,
    ) -> list[Hit]:
        """Return the passages that answer, best first.

        :param k: at most this many.
        :param history: earlier questions and answers, oldest first; completes a follow-up.
        :param as_of: the date at which documents are judged, YYYY, YYYY-MM or YYYY-MM-DD; what
            did not hold then comes last. ``None`` for the one the question names, else today.
        :param standalone: do not complete the question from the history.
        :raises InvalidQuestion: it is empty or over-long, or ``as_of`` is no date.
        """
        pipeline = self.pipeline
        asked = self._analyse(pipeline, question, () if standalone else history)
        return pipeline.retrieve(asked, k, moment=self._moment(asked, as_of), filters=filters)

    def explain(
        self,
        question: str,
        k: int = 10,
        *,
        history: History = (),
        filters: Filters | None = None,
        as_of: str | date | None = None,
    ) -> Explained:
        """Return how a question was read, the passages found, and why each stands where it does.

        Parameters and errors as of ``retrieve``.
        """
        from rag.ranking.explain import Explained, explain

        pipeline = self.pipeline
        asked = self._analyse(pipeline, question, history)
        hits = pipeline.retrieve(asked, k, moment=self._moment(asked, as_of), filters=filters)
        reasons = explain(hits, pipeline.retriever.terms(asked), pipeline.ranker)
        return Explained(asked, tuple(hits), tuple(reasons))

    def analyse(self, question: str, history: History = ()) -> Question:
        """Return a question as it is read: completed from the history, with what it names.

        :raises InvalidQuestion: it is empty or over-long.
        """
        return self._analyse(self.pipeline, question, history)

    def ask(
        self,
        question: str,
        *,
        history: History = (),
        filters: Filters | None = None,
        as_of: str | date | None = None,
        standalone: bool = False,
    ) -> Answer:
        """Answer a question from the documents, every sentence cited, or abstain.

        :param history: earlier questions and answers, oldest first.
        :param as_of: the date at which documents are judged, as of ``retrieve``.
        :param standalone: do not complete the question from the history; what it was completed to
            is the Answer's ``question``.
        :raises InvalidQuestion: it is empty or over-long, or ``as_of`` is no date.
        """
        history = () if standalone else history
        answer: Answer | None = None
        for piece in self.stream(question, history=history, filters=filters, as_of=as_of):
            if isinstance(piece, Answer):
                answer = piece
        if answer is None:
            raise RuntimeError("stream ended without an Answer")
        return answer

    def stream(
        self,
        question: str,
        *,
        history: History = (),
        filters: Filters | None = None,
        as_of: str | date | None = None,
        standalone: bool = False,
    ) -> Iterator[str | Answer]:
        """Yield the answer's text piece by piece, then the final Answer.

        Only verified text is yielded. The final Answer is what counts: when a chat model fails
        half-way its text replaces the pieces shown.

        :param as_of: the date at which documents are judged, as of ``retrieve``.
        :param standalone: do not complete the question from the history.
        :raises InvalidQuestion: it is empty or over-long, or ``as_of`` is no date.
        """
        from rag.pipeline import Clock

        history = () if standalone else history

        clock = Clock()
        pipeline = self.pipeline
        asked = self._analyse(pipeline, question, history)
        moment = self._moment(asked, as_of)
        clock.mark("understand")
        pieces = pipeline.answer(
            asked,
            moment=moment,
            k=self._settings.hits,
            filters=filters,
            history=_writable(history),
            model=self._writer if self._uses_model else None,
            clock=clock,
        )
        notice = _OUTDATED[asked.language] if _is_outdated(pipeline.snapshot) else ""
        for piece in pieces:
            if notice and isinstance(piece, Answer):
                piece = replace(piece, notices=(*piece.notices, notice))
            yield piece

    # ---- documents ----------------------------------------------------------------------

    @property
    def snapshot(self) -> SearchView:
        """Return the newest generation of the Store."""
        return self.pipeline.snapshot

    @property
    def notice(self) -> str:
        """Return what its keeper should know of the Store, in one line; "" where all is well."""
        return _OUTDATED["en"] if _is_outdated(self.snapshot) else ""

    @property
    def pipeline(self) -> Pipeline:
        """Return the stages from a question to its answer, over the newest generation."""
        with self._lock:
            snapshot = self._store.snapshot()
            if self._pipeline is None or self._pipeline.snapshot is not snapshot:
                from rag.pipeline import Pipeline

                self._pipeline = Pipeline(
                    snapshot, self._encoder, reranker=self._reranker, reader=self._reader
                )
            return self._pipeline

    def documents(self) -> list[StoredDocument]:
        """Return the Store's documents."""
        return self.snapshot.documents()

    def article(self, article_id: str) -> StoredArticle:
        """Return an Article with its Clauses."""
        return self.snapshot.article(article_id)

    def articles(self, document_id: str, address: Address | None = None) -> list[StoredArticle]:
        """Return a Document's Articles in order; those at ``address`` when it is given."""
        found = self.snapshot.articles(document_id)
        if address is None:
            return found
        return [a for a in found if any(c.address.matches(address) for c in a.clauses)]

    def changes(self, document_id: str) -> EditionChanges | None:
        """Return what changed since an edition, or up to the newest from the one before.

        ``None`` where the Store has no other edition of that Document.
        """
        return self.pipeline.changes(document_id)

    def add(
        self,
        paths: Sequence[str | Path],
        progress: Report | None = None,
        *,
        sync: bool = False,
        dry_run: bool = False,
    ) -> AddReport:
        """Add files or folders to the Store; questions asked from now on see them.

        :param sync: also remove the Documents of files that are gone from the folders.
        :param dry_run: only say what would be done.
        :raises StoreBusy: another process is writing.
        """
        from index.ingest.add import add_paths

        return add_paths(self._store, paths, progress=progress, sync=sync, dry_run=dry_run)

    def remove(self, document_ids: Sequence[str]) -> None:
        """Remove Documents from the Store."""
        self._store.remove(document_ids)

    # ---- inside -------------------------------------------------------------------------

    def _analyse(self, pipeline: Pipeline, question: str, history: History) -> Question:
        limit = self._settings.question_limit
        rewrite = self._rewritten if self._uses_model else None
        return pipeline.analyse(question, _writable(history), limit=limit, rewrite=rewrite)

    def _rewritten(self, asked: Question, history: History) -> str:
        """Return a follow-up as the chat model writes it; as it was asked where that fails."""
        from rag.answer.generate import rewrite

        try:
            return rewrite(self._chat_model(), asked.text, history, language=asked.language)
        except ModelUnavailable:
            return asked.text

    def _moment(self, question: Question, as_of: str | date | None) -> Moment:
        """Return the date given, else the one the question names, else the settings', else today.

        :raises InvalidQuestion: what is given is no date.
        """
        from rag.query.as_of_date import Moment, as_date, today

        given = as_date(as_of)
        if given is not None:
            return Moment(given, strict=True)
        return Moment(question.as_of or self._settings.as_of or today())

    @cached_property
    def _reranker(self) -> Reranker | None:
        """Return the cross-encoder the settings name, loaded with the first question."""
        from rag.ranking.reader import reader_folder

        name = self._settings.reranker
        if name is None or reader_folder(name) is not None:
            return None
        from rag.ranking.cross_encoder import CrossEncoder

        return CrossEncoder(name)

    @cached_property
    def _reader(self) -> Reader | None:
        """Return the built-in reader where the settings name it, loaded with the first question."""
        from rag.ranking.reader import Reader, reader_folder

        folder = reader_folder(self._settings.reranker)
        return None if folder is None else Reader(folder)

    @property
    def _uses_model(self) -> bool:
        return self._model is not None or self._settings.model is not None

    @cached_property
    def _writer(self) -> ChatModel:
        from rag.pipeline import ChatModel

        settings = self._settings
        return ChatModel(self._chat_model, settings.model_deadline, settings.model_evidence_tokens)

    def _chat_model(self) -> BaseChatModel:
        """Return the chat model, loaded the first time it is needed.

        :raises ModelUnavailable: it cannot be loaded.
        """
        with self._lock:
            if self._model is None:
                from rag.answer.llm.load import load_chat_model

                settings = self._settings
                key = settings.model_api_key
                self._model = load_chat_model(
                    settings.model or "",
                    base_url=settings.model_base_url,
                    api_key=key.get_secret_value() if key else None,
                    timeout=settings.model_deadline,
                )
            return self._model


def _writable(history: History) -> list[tuple[str, str]]:
    """Return a conversation without halves of surrogate pairs, which no encoding can write."""
    return [(_encodable(asked), _encodable(said)) for asked, said in history]


def _encodable(text: str) -> str:
    return text.encode(errors="replace").decode()


def _is_outdated(snapshot: SearchView) -> bool:
    """Tell whether an earlier built-in model made a state's vectors."""
    from index.snapshot import OutdatedSnapshot

    return isinstance(snapshot, OutdatedSnapshot)


def open_encoder(settings: Settings) -> Encoder:
    """Return the embedding model the settings name.

    :raises EncoderUnavailable: it cannot be loaded.
    """
    from index.encoders.encoder import load_encoder

    key = settings.encoder_api_key
    return load_encoder(
        settings.encoder,
        base_url=settings.encoder_base_url,
        api_key=key.get_secret_value() if key else None,
    )


@cache
def _default(store: str | None) -> Assistant:
    return Assistant.open(store)


def ask(
    question: str,
    store: str | Path | None = None,
    *,
    history: History = (),
    as_of: str | date | None = None,
) -> Answer:
    """Answer a question; each Store is opened once per process.

    :param store: its folder; ``None`` for the default one.
    :param as_of: the date at which documents are judged; ``None`` for today.
    :raises StoreNotFound: there is none at that path.
    :raises InvalidQuestion: it is empty or over-long.
    """
    assistant = _default(None if store is None else str(store))
    return assistant.ask(question, history=history, as_of=as_of)
