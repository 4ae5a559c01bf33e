"""Pdf files written for tests."""

from __future__ import annotations

__all__ = ["pdf_file"]


def pdf_file(*pages: list[str]) -> bytes:
    """Return a pdf whose pages show lines in Courier, one below the other."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(pages)))
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
    ]
    for lines in pages:
        stream = b"".join(
            b"BT /F1 12 Tf 72 %d Td (%s) Tj ET\n" % (720 - 20 * n, _escaped(line))
            for n, line in enumerate(lines)
        )
        parts.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (len(parts) + 2)
        )
        parts.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _numbered(parts)


def _escaped(line: str) -> bytes:
    return line.replace("(", r"\(").replace(")", r"\)").encode()


def _numbered(parts: list[bytes]) -> bytes:
    """Return a pdf of objects, with the table of where each begins."""
    out, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    tail = b"trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF"
    return out + head + table + tail % (len(parts) + 1, len(out))
