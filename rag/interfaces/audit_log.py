"""The audit log: who asked, added and removed, one line of JSON each, where a setting asks for it.

A line holds the time, who (the user of this machine, or the address a request came from), the verb
and what it came to; never a token or key, and a question's words only where they are asked for.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import PolicyQAError
from rag.assistant import Assistant
from rag.errors import InvalidSettings
from rag.interfaces.caller import caller, calling
from rag.model import Answer, History, Hit

if TYPE_CHECKING:
    from index.model import AddReport, Filters, Report
    from rag.ranking.explain import Explained

__all__ = ["AuditLog", "AuditedAssistant"]

_LOG = logging.getLogger(__name__)
_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT


@dataclass(frozen=True, slots=True)
class AuditLog:
    """A file to which lines are appended; others than its owner may not read it.

    :param questions: whether the words of questions are written too.
    """

    path: Path
    questions: bool = False

    def require_writable(self) -> None:
        """Make the file where there is none.

        :raises InvalidSettings: it cannot be written to.
        """
        try:
            os.close(os.open(self.path, _FLAGS, 0o600))
        except OSError as error:
            raise InvalidSettings(
                f"the audit log {self.path} cannot be written ({error.strerror}): "
                "name a file in a folder that is there, by --audit-log or POLICYQA_AUDIT_LOG"
            ) from None

    def note(self, verb: str, **what: object) -> None:
        """Append a line. What cannot be written is reported to the program's own log."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"at": now, "who": caller(), "verb": verb, **what}, ensure_ascii=False)
        try:
            handle = os.open(self.path, _FLAGS, 0o600)
            try:  # one call, so that lines of several processes do not mix
                os.write(handle, line.encode(errors="backslashreplace") + b"\n")
            finally:
                os.close(handle)
        except OSError as error:
            _LOG.error("the audit log %s cannot be written: %s", self.path, error.strerror)

    def note_question(self, verb: str, question: str, **what: object) -> None:
        """Append a line about a question; its words stand in it only where they are asked for."""
        self.note(verb, **({"question": question} if self.questions else {}), **what)


class AuditedAssistant(Assistant):
    """An Assistant whose verbs are written to the audit log that the settings name."""

    def _log(self) -> AuditLog:
        settings = self._settings
        if settings.audit_log is None:
            raise InvalidSettings("setting audit_log: name the file, by POLICYQA_AUDIT_LOG")
        return AuditLog(settings.audit_log, settings.audit_questions)

    def stream(
        self,
        question: str,
        *,
        history: History = (),
        filters: Filters | None = None,
        as_of: str | date | None = None,
        standalone: bool = False,
    ) -> Iterator[str | Answer]:
        """Return pieces of an answer as ``Assistant.stream`` does; ``ask`` comes through here."""
        pieces = super().stream(
            question, history=history, filters=filters, as_of=as_of, standalone=standalone
        )
        # Who calls is known now; the pieces may be taken elsewhere.
        return self._noted(question, pieces, caller())

    def _noted(
        self, question: str, pieces: Iterator[str | Answer], who: str
    ) -> Iterator[str | Answer]:
        status = "stopped"
        try:
            for piece in pieces:
                if isinstance(piece, Answer):
                    status = piece.status.value
                yield piece
        except Exception as error:
            status = type(error).__name__
            raise
        finally:
            with calling(who):
                self._log().note_question("ask", question, status=status)

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
        """Return passages as ``Assistant.retrieve`` does."""
        hits = super().retrieve(
            question, k, history=history, filters=filters, as_of=as_of, standalone=standalone
        )
        self._log().note_question("search", question, found=len(hits))
        return hits

    def explain(
        self,
        question: str,
        k: int = 10,
        *,
        history: History = (),
        filters: Filters | None = None,
        as_of: str | date | None = None,
    ) -> Explained:
        """Return passages with their reasons as ``Assistant.explain`` does."""
        found = super().explain(question, k, history=history, filters=filters, as_of=as_of)
        self._log().note_question("search", question, found=len(found.hits))
        return found

    def add(
        self,
        paths: Sequence[str | Path],
        progress: Report | None = None,
        *,
        sync: bool = False,
        dry_run: bool = False,
    ) -> AddReport:
        """Add files as ``Assistant.add`` does."""
        named = [str(path) for path in paths]
        try:
            report = super().add(paths, progress, sync=sync, dry_run=dry_run)
        except PolicyQAError as error:
            self._log().note("add", paths=named, error=type(error).__name__)
            raise
        if not dry_run:
            stored, gone = list(report.documents), list(report.removed)
            failed = len(report.failed)
            self._log().note("add", paths=named, documents=stored, gone=gone, failed=failed)
        return report

    def remove(self, document_ids: Sequence[str]) -> None:
        """Remove Documents as ``Assistant.remove`` does."""
        super().remove(document_ids)
        self._log().note("remove", documents=list(document_ids))
