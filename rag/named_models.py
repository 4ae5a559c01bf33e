"""The models that the settings name, loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.encoders.encoder import Encoder
    from rag.ranking.cross_encoder import Reranker
    from rag.settings import Settings

__all__ = ["open_encoder", "open_reranker"]


def open_encoder(settings: Settings) -> Encoder:
    """Return the embedding model the settings name."""
    from index.encoders.encoder import load_encoder

    key = settings.encoder_api_key
    return load_encoder(
        settings.encoder,
        base_url=settings.encoder_base_url,
        api_key=key.get_secret_value() if key else None,
    )


def open_reranker(settings: Settings) -> Reranker | None:
    """Return the cross-encoder the settings name, ``None`` where they name none.

    :raises ModelUnavailable: it cannot be loaded.
    """
    if settings.reranker is None:
        return None
    from rag.ranking.cross_encoder import CrossEncoder

    return CrossEncoder(settings.reranker)
