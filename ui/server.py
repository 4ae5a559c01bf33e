"""Serve the window: take a free port, make an upload folder, add middleware, open a browser."""

from __future__ import annotations

import errno
import logging
import os
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from fastapi import FastAPI

from rag import PolicyQAError
from rag.interfaces.guard import Guard, is_loopback
from rag.interfaces.listening import listening_socket, url_of
from ui.content_policy import HEADERS, ContentPolicy, is_allowed
from ui.limits import LIMITS, Limits
from ui.uploads import OnlyUploads, Uploads

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["PortTaken", "address_of", "create_app", "launch_app", "listen"]

PORTS_TRIED = 20
_HERE = Path(__file__).parent
_log = logging.getLogger(__name__)


class PortTaken(PolicyQAError):
    """No port near the wanted one is free."""


def launch_app(
    build: Callable[[Uploads], gr.Blocks],
    *,
    host: str,
    port: int,
    open_browser: bool,
    limits: Limits = LIMITS,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the window until interrupted. Parameters as in ``ui.app.launch``.

    :param build: makes the window; called, with what remembers the uploads, once their folder
        exists.
    """
    import uvicorn

    from rag.interfaces.connections import BoundedConnections

    listener = listen(host, port)
    address = address_of(listener)
    if not is_loopback(host):
        _log.warning("%s: whoever reaches this address can ask and add documents", address)
    with listener, TemporaryDirectory(prefix="policyqa-uploads-") as folder:
        # Gradio reads this when components are made and when a file comes in.
        os.environ["GRADIO_TEMP_DIR"] = folder
        uploads, alone = Uploads(), is_loopback(host)
        app = create_app(build(uploads), uploads, local_only=alone, limits=limits)
        config = uvicorn.Config(
            app, http=BoundedConnections, log_level="warning", server_header=False,
            timeout_graceful_shutdown=3,
        )  # fmt: skip
        _announce(address, open_browser, on_ready)
        with _ended_by_signals():
            uvicorn.Server(config).run(sockets=[listener])


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """End the block quietly on Ctrl+C or SIGTERM, so that what is around it is tidied up.

    uvicorn shuts down on either signal and then raises it again.
    """

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    in_main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, interrupt) if in_main else None
    try:
        with suppress(KeyboardInterrupt):
            yield
    finally:
        if in_main:
            signal.signal(signal.SIGTERM, before)


def _announce(address: str, open_browser: bool, on_ready: Callable[[str], None] | None) -> None:
    # The socket already listens, so a browser that comes early simply waits for the answer.
    _log.info("the chat window is at %s", address)
    if on_ready is not None:
        on_ready(address)
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def create_app(
    blocks: gr.Blocks, uploads: Uploads, *, local_only: bool = True, limits: Limits = LIMITS
) -> FastAPI:
    """Return the window as an application: no docs pages, no file routes, strict headers.

    :param uploads: the same that the blocks were built with; filled here.
    """
    import gradio as gr

    script = (_HERE / "page.js").read_text("utf-8")
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        theme=_theme(),
        css_paths=[_HERE / "style.css"],
        head=f"<script>{script}</script>",
        max_file_size=limits.upload_bytes,
        show_error=False,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
    )
    # Gradio looks whether a posted path lies in its upload folder only once it has been launched,
    # which mounting never says; nothing else reads this. ``OnlyUploads`` is stricter and stands
    # before Gradio; this holds for whatever should come past it.
    blocks.has_launched = True
    app.add_middleware(OnlyUploads, uploads=uploads, hourly=limits.upload_hourly)
    app.add_middleware(ContentPolicy, scripts=[script])
    app.add_middleware(Guard, local_only=local_only, allows=is_allowed, headers=HEADERS)
    return app


def _theme() -> gr.themes.Base:
    """Return a theme made of fonts that the machine has; none is loaded."""
    import gradio as gr

    sans = ["system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"]
    mono = ["ui-monospace", "Consolas", "monospace"]
    return gr.themes.Base(font=sans, font_mono=mono)


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket on the wanted port or the next free one.

    :raises PortTaken: none of the next ports is free, or the address is not this machine's.
    """
    last = port + PORTS_TRIED if port else port + 1
    for candidate in range(port, min(last, 65536)):
        try:
            return listening_socket(host, candidate)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise PortTaken(
                    f"{host}: cannot listen there ({error.strerror or error});"
                    " give --host an address of this machine, such as 127.0.0.1"
                ) from error
    raise PortTaken(
        f"ports {port} to {last - 1} of {host} are taken; free one or choose another by --port"
    )


def address_of(listener: socket.socket) -> str:
    """Return the URL at which a browser on this machine reaches a listening socket."""
    url = url_of(listener)
    return url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")
