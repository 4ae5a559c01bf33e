"""Text of documents, models and visitors as HTML that shows it and does nothing."""

from __future__ import annotations

import re
from html import escape as _escape_markup

__all__ = ["escape"]

# Control characters, and the marks that reverse the order in which text is shown.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def escape(text: object) -> str:
    """Return text as HTML that shows it and does nothing, in an attribute as well."""
    return _escape_markup(_INVISIBLE.sub("", str(text)), quote=True).replace("`", "&#96;")
