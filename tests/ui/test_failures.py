"""A failure inside is logged by kind and place, never with what it says."""

from __future__ import annotations

import logging

import gradio as gr
import pytest

from tests.ui.fake import SECRET
from ui.failures import Reported


def test_a_failure_is_logged_without_its_text_and_told_without_a_reason(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(gr.Error) as told, Reported("answering"):
        raise RuntimeError(SECRET)
    (record,) = caplog.records
    assert record.getMessage().startswith("answering failed inside: RuntimeError\n")
    assert "test_failures.py" in record.getMessage()
    assert SECRET not in caplog.text + str(told.value)
    assert told.value.__suppress_context__


def test_a_block_that_ends_well_or_is_closed_is_no_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG), Reported("answering"):
        pass
    with pytest.raises(GeneratorExit), Reported("answering"):
        raise GeneratorExit
    assert not caplog.records
