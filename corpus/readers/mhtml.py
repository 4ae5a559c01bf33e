"""A web page saved as one file (.mhtml, .mht): its first page is read, the rest are its parts."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from corpus.readers.html import read_html
from corpus.readers.reading import Reading
from corpus.readers.refusals import Unreadable

__all__ = ["page_of", "read_mhtml"]


def read_mhtml(data: bytes) -> Reading:
    """Return the main content of a saved page.

    :raises Unreadable: no page is in it.
    """
    return read_html(page_of(data))


def page_of(data: bytes) -> bytes:
    """Return the bytes of the first page in a saved one, with its character set stated.

    :raises Unreadable: no page is in it.
    """
    message = message_from_bytes(data, policy=compat32)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            return _stated(part)
    raise Unreadable("a saved page without its text; save it again as a complete page")


def _stated(part: Message) -> bytes:
    body = part.get_payload(decode=True)
    page = body if isinstance(body, bytes) else b""
    charset = part.get_content_charset()
    if charset and b"charset" not in page[:2048].lower():
        return f'<meta charset="{charset}">'.encode() + page
    return page
