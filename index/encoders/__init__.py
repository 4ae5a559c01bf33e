"""Embedding models behind one small protocol, and how they are loaded.

Three kinds stand behind the protocol: the model that travels with the project, any
sentence-transformers model by name or path, and a hosted endpoint that speaks the OpenAI protocol.
Each name is loaded from its module the first time it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.encoders.builtin import BUILTIN, BUILTIN_FOLDER, BuiltinEncoder, Pieces
    from index.encoders.encoder import Encoder, load_encoder
    from index.encoders.hosted import HostedEncoder
    from index.encoders.transformer import TransformerEncoder
    from index.encoders.vectors import Vectors

__all__ = [
    "BUILTIN",
    "BUILTIN_FOLDER",
    "BuiltinEncoder",
    "Encoder",
    "HostedEncoder",
    "Pieces",
    "TransformerEncoder",
    "Vectors",
    "load_encoder",
]

_HOME = {
    "BUILTIN": "builtin",
    "BUILTIN_FOLDER": "builtin",
    "BuiltinEncoder": "builtin",
    "Encoder": "encoder",
    "HostedEncoder": "hosted",
    "Pieces": "builtin",
    "TransformerEncoder": "transformer",
    "Vectors": "vectors",
    "load_encoder": "encoder",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module the first time it is used."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
