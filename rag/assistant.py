"""The assistant: one open Store, questions in, cited answers out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rag.clock import Clock
from rag.errors import ModelUnavailable
from rag.model import Answer, Hit

# What searches, reads settings or weighs sentences is loaded with the first Store or question:
# naming the interface must cost a script next to nothing.
if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from corpus.address import Address
    from index import Snapshot, Store
    from index.encoders.encoder import Encoder
    from index.ingest.add import AddReport, Progress
    from index.model import Filters, StoredArticle, StoredDocument
    from rag.answer.respond import Response
    from rag.finding import Finder, Moment
    from rag.query.question import Question
    from rag.ranking.cross_encoder import Reranker
    from rag.ranking.explain import Explanation
    from rag.retrieval.candidates import Retriever
    from rag.settings import Settings

__all__ = ["Assistant", "ask"]

History = Sequence[tuple[str, str]]


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
        self._current: tuple[Snapshot, Finder] | None = None

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
        :raises EncoderMismatch: its vectors were made by another encoder.
        """
        from index import Store
        from rag.named_models import open_encoder
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
    ) -> list[Hit]:
        """Return the passages that answer, best first.

        :param k: at most this many.
        :param history: earlier questions and answers, oldest first; completes a follow-up.
        :param as_of: the date at which documents are judged, YYYY, YYYY-MM or YYYY-MM-DD; what
            did not hold then comes last. ``None`` for the one the question names, else today.
        :raises InvalidQuestion: it is empty or over-long, or ``as_of`` is no date.
        """
        understood = self.understand(question, history)
        _, finder = self._opened()
        return finder.find(understood, k, filters=filters, moment=self._moment(understood, as_of))

    def explain(
        self, question: str, hits: Sequence[Hit], *, history: History = ()
    ) -> list[Explanation]:
        """Return why each passage stands where it stands.

        :param hits: what ``retrieve`` returned for the question.
        """
        from rag.ranking.explain import explain

        retriever = self._opened()[1].retriever
        terms = retriever.terms(self.understand(question, history))
        return explain(hits, terms, retriever.ranker)

    def ask(
        self,
        question: str,
        *,
        history: History = (),
        filters: Filters | None = None,
        as_of: str | date | None = None,
    ) -> Answer:
        """Answer a question from the documents, every sentence cited, or abstain.

        :param history: earlier questions and answers, oldest first.
        :param as_of: the date at which documents are judged, as of ``retrieve``.
        :raises InvalidQuestion: it is empty or over-long, or ``as_of`` is no date.
        """
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
    ) -> Iterator[str | Answer]:
        """Yield the answer's text piece by piece, then the final Answer.

        Only verified text is yielded. The final Answer is what counts: when a chat model fails
        half-way its text replaces the pieces shown.

        :param as_of: the date at which documents are judged, as of ``retrieve``.
        :raises InvalidQuestion: it is empty or over-long, or ``as_of`` is no date.
        """
        from rag.answer.respond import Response, absence, respond
        from rag.passages.evidence import number_evidence

        clock = Clock()
        understood = self.understand(question, history)
        moment = self._moment(understood, as_of)
        snapshot, finder = self._opened()
        retriever = finder.retriever
        clock.mark("understand")
        hits = finder.find(understood, self._settings.hits, filters=filters, moment=moment)
        clock.mark("retrieve")
        missing = finder.missing(understood)
        if missing:
            said = absence(missing, understood.language)
            yield said.text
            yield self._answer(understood, said, hits, finder, clock)
            return
        for piece in respond(
            understood,
            number_evidence(hits, snapshot.text),
            retriever.terms(understood),
            retriever.words,
            lambda article_id: snapshot.article(article_id).clauses,
            model=self._chat_model if self._uses_model else None,
            history=history,
            deadline=self._settings.model_deadline,
            token_budget=self._settings.model_evidence_tokens,
        ):
            if isinstance(piece, Response):
                clock.mark("answer")
                yield self._answer(understood, piece, hits, finder, clock)
            else:
                yield piece

    # ---- documents ----------------------------------------------------------------------

    @property
    def snapshot(self) -> Snapshot:
        """Return the newest generation of the Store."""
        return self._opened()[0]

    @property
    def retriever(self) -> Retriever:
        """Return the retriever over the newest generation."""
        return self._opened()[1].retriever

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

    def add(
        self,
        paths: Sequence[str | Path],
        progress: Callable[[Progress], None] | None = None,
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

    def _moment(self, question: Question, as_of: str | date | None) -> Moment:
        """Return the date given, else the one the question names, else the settings', else today.

        :raises InvalidQuestion: what is given is no date.
        """
        from rag.finding import Moment
        from rag.query.as_of_date import as_date, today

        given = as_date(as_of)
        if given is not None:
            return Moment(given, strict=True)
        return Moment(question.as_of or self._settings.as_of or today())

    @cached_property
    def _reranker(self) -> Reranker | None:
        """Return the cross-encoder the settings name, loaded with the first question."""
        from rag.named_models import open_reranker

        return open_reranker(self._settings)

    def _opened(self) -> tuple[Snapshot, Finder]:
        """Return the newest snapshot and what searches it."""
        from rag.finding import Finder
        from rag.retrieval.candidates import Retriever

        with self._lock:
            snapshot = self._store.snapshot()
            if self._current is None or self._current[0] is not snapshot:
                retriever = Retriever(snapshot, self._encoder, reranker=self._reranker)
                self._current = (snapshot, Finder(snapshot, retriever))
            return self._current

    def understand(self, question: str, history: History = ()) -> Question:
        """Return a question as it is read: completed from the history, with what it names."""
        from rag.query.follow_up import is_follow_up
        from rag.query.question import understand

        limit = self._settings.question_limit
        asked = understand(question, limit=limit)
        if not history or not is_follow_up(asked.text) or self._is_foreign(asked.text):
            return asked
        return understand(question, search=self._completed(asked, history), limit=limit)

    def _is_foreign(self, question: str) -> bool:
        """Return whether a short question has a subject of its own, one the Store knows nothing of.

        Joined to the question before, it would be answered with what was asked there.
        """
        from index.tokens import content_tokens
        from rag.query.follow_up import leans_back

        if leans_back(question):
            return False
        words = [word for word in content_tokens(question) if len(word) > 1]
        known = self.snapshot.document_frequency(words)
        unknown = [word for word in words if not known.get(word)]
        return 2 * len(unknown) >= len(words) > 0

    def _completed(self, asked: Question, history: History) -> str:
        """Return a follow-up as a question that stands alone."""
        from rag.query.follow_up import complete

        if self._uses_model:
            from rag.answer.generate import rewrite

            try:
                written = rewrite(self._chat_model(), asked.text, history, language=asked.language)
            except ModelUnavailable:
                written = asked.text
            if written != asked.text:
                return written
        return complete(asked.text, history, self._opened()[1].places)

    @property
    def _uses_model(self) -> bool:
        return self._model is not None or self._settings.model is not None

    def _chat_model(self) -> BaseChatModel:
        """Return the chat model, loaded the first time it is needed.

        :raises ModelUnavailable: it cannot be loaded.
        """
        with self._lock:
            if self._model is None:
                from rag.answer.generate import load_chat_model

                settings = self._settings
                key = settings.model_api_key
                self._model = load_chat_model(
                    settings.model or "",
                    base_url=settings.model_base_url,
                    api_key=key.get_secret_value() if key else None,
                    timeout=settings.model_deadline,
                )
            return self._model

    def _answer(
        self,
        question: Question,
        response: Response,
        hits: Sequence[Hit],
        finder: Finder,
        clock: Clock,
    ) -> Answer:
        from rag.answer.cautions import cautions
        from rag.answer.notices import notices_for

        documents = (citation.document for citation in response.citations)
        warned = cautions(response.citations, hits, finder, question.language)
        return Answer(
            question=question.search,
            text=response.text,
            status=response.status,
            citations=response.citations,
            notices=(*response.notices, *notices_for(documents, question.language), *warned),
            confidence=response.confidence,
            timings=clock.timings(),
            trace={
                **response.trace,
                "encoder": self._encoder.name,
                "generation": str(finder.snapshot.generation),
            },
            hits=tuple(hits),
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
