"""A visitor may have read into the store what an upload of their own returned, and nothing else."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from tests.ui.fake import FakeAssistant
from tests.ui.served import served
from tests.ui.visitor import Visitor, actions_of
from ui.app import build
from ui.server import create_app
from ui.uploads import LONGEST_BODY, OnlyUploads, Uploads, visitor_of
from ui.words import CHINESE

META = {"_type": "gradio.FileData"}
SECRET = "云澜市机密办法"
SECRET_TEXT = f"{SECRET}\n第一条 不得外传。".encode()
OWN = "云澜市图书馆管理办法"
OWN_TEXT = f"{OWN}\n第一条 为了读书。".encode()
# Route, action, and what is posted to it around the file.
PLACES: list[tuple[str, str, Any]] = [
    ("queue/join", "add_files", lambda file: [[file], None]),
    ("queue/join", "add_files", lambda file: [file, None]),
    ("run/predict", "add_files", lambda file: [[file], None]),
    ("run/predict", "begin", lambda file: [file, None, None]),
    ("run/predict", "begin", lambda file: [{"a": [[file]]}, None, None]),
    ("queue/join", "begin", lambda file: [file, None, None]),
    ("queue/join", "answer", lambda file: [file, None, None]),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("window")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder) as address:
        yield address


@asynccontextmanager
async def visiting(address: str) -> AsyncIterator[Visitor]:
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=30) as client:
        yield Visitor(client, actions_of((await client.get("/")).text))


@pytest.fixture
async def visitor(address: str) -> AsyncIterator[Visitor]:
    async with visiting(address) as visitor:
        yield visitor


@pytest.fixture
async def other(address: str) -> AsyncIterator[Visitor]:
    async with visiting(address) as visitor:
        yield visitor


@pytest.fixture
def fetched() -> Iterator[list[str]]:
    """Yield what was fetched from a server of this machine, after its address."""
    asked: list[str] = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(SECRET_TEXT)

        do_HEAD = do_GET

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        asked.append(f"http://127.0.0.1:{server.server_port}/a.txt")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield asked
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@pytest.mark.parametrize("form", ["plain", "bare", "link", "around", "file:"])
async def test_a_file_of_this_machine_cannot_be_added(
    visitor: Visitor, folder: Path, tmp_path: Path, suffix: str, form: str
) -> None:
    secret, link = tmp_path / f"secret{suffix}", tmp_path / f"link{suffix}"
    secret.write_bytes(SECRET_TEXT)
    link.symlink_to(secret)
    (uploads,) = folder.glob("policyqa-uploads-*")
    paths = {"link": str(link), "around": f"{uploads}/../..{secret}", "file:": secret.as_uri()}
    file: dict[str, Any] = {"path": paths.get(form, str(secret)), "orig_name": "a.txt"}
    said = await visitor.add(file if form == "bare" else {**file, "meta": META})
    assert "不得外传" not in said
    assert SECRET not in said
    assert SECRET not in await visitor.switch_language()
    assert secret.read_bytes() == SECRET_TEXT
    assert "was not uploaded" in said


@pytest.mark.parametrize("place", PLACES)
async def test_no_route_takes_a_file_of_this_machine(
    visitor: Visitor, folder: Path, tmp_path: Path, place: tuple[str, str, Any]
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_bytes(SECRET_TEXT)
    route, action, around = place
    answer = await visitor.post(route, action, around({"path": str(secret), "meta": META}))
    assert answer.status_code == 403
    assert str(secret) not in answer.text
    assert not list(folder.rglob("secret*"))
    assert secret.exists()


@pytest.mark.parametrize("place", PLACES)
async def test_no_address_is_fetched(
    visitor: Visitor, fetched: list[str], place: tuple[str, str, Any]
) -> None:
    route, action, around = place
    own = await visitor.upload("a.txt", OWN_TEXT)
    for file in (
        {"path": fetched[0], "meta": META},
        {"path": fetched[0].upper().replace("A.TXT", "a.txt"), "meta": META},
        {"path": "", "url": fetched[0], "meta": META},
        {"url": fetched[0], "meta": META},
        {**own, "url": fetched[0]},
    ):
        answer = await visitor.post(route, action, around(file))
        assert answer.status_code == 403, file
    assert len(fetched) == 1


@pytest.mark.parametrize(
    "path",
    ["http://evil.example/a.txt", "//evil.example/a.txt", "data:text/plain,a", "ftp://a/b.txt"],
)
async def test_no_address_elsewhere_is_asked_for(visitor: Visitor, path: str) -> None:
    # A request would also fail this test by leaving the machine.
    assert "was not uploaded" in await visitor.add({"path": path, "meta": META})


async def test_what_another_visitor_uploaded_cannot_be_added(
    visitor: Visitor, other: Visitor
) -> None:
    theirs = await visitor.upload("theirs.txt", SECRET_TEXT)
    await other.upload("own.txt", OWN_TEXT)
    said = await other.add(theirs)
    assert CHINESE.upload_foreign in said
    assert SECRET not in said
    # Nor by the name of the other's conversation.
    posing = Visitor(other.client, other.actions, session=visitor.session)
    assert CHINESE.upload_foreign in await posing.add(theirs)
    assert SECRET not in await other.switch_language()
    assert Path(theirs["path"]).exists(), "its owner can still add it"


async def test_an_upload_is_added_once_and_for_its_owner(visitor: Visitor) -> None:
    file = await visitor.upload("图书 100%#1.txt", OWN_TEXT)
    said = await visitor.add(file)
    assert CHINESE.upload_done.format(label="图书 100%#1.txt", count=1) in said
    assert OWN in said
    assert "was not uploaded" in await visitor.add(file)


async def test_several_files_are_added_beside_one_that_is_refused(
    visitor: Visitor, other: Visitor
) -> None:
    first = await visitor.upload("甲.txt", "云澜市甲办法\n第一条".encode())
    last = await visitor.upload("乙.md", "云澜市乙办法\n第一条".encode())
    theirs = await other.upload("丙.txt", SECRET_TEXT)
    said = await visitor.add(first, theirs, last)
    assert CHINESE.upload_done.format(label="甲.txt", count=1) in said
    assert CHINESE.upload_done.format(label="乙.md", count=1) in said
    assert CHINESE.upload_foreign in said
    assert SECRET not in said


async def test_without_cookies_only_the_upload_is_refused(visitor: Visitor) -> None:
    file = await visitor.upload("a.txt", OWN_TEXT)
    visitor.client.cookies.clear()
    assert CHINESE.upload_foreign in await visitor.add(file)
    assert await visitor.ask("谁？") == "done"


async def test_the_cookie_is_for_this_page_alone_and_given_once(visitor: Visitor) -> None:
    assert "set-cookie" not in (await visitor.client.get("/")).headers
    files = {"files": ("a.txt", OWN_TEXT)}
    first = await visitor.client.post("/gradio_api/upload", files=files)
    assert first.headers["set-cookie"].endswith("; Path=/; HttpOnly; SameSite=Strict")
    again = await visitor.client.post("/gradio_api/upload", files=files)
    assert "set-cookie" not in again.headers


async def test_a_made_up_cookie_names_no_visitor(visitor: Visitor) -> None:
    visitor.client.cookies.set("policyqa_visitor", "x", domain="127.0.0.1")
    file = await visitor.upload("a.txt", OWN_TEXT)
    visitor.client.cookies.clear()
    visitor.client.cookies.set("policyqa_visitor", "x", domain="127.0.0.1")
    assert CHINESE.upload_foreign in await visitor.add(file)


@pytest.mark.parametrize("route", ["queue/join", "run/predict", "run/predict/"])
@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"{", 400), (b"[" * 200_000, 400), (b"x" * (LONGEST_BODY + 1), 413)],
)
async def test_what_cannot_be_read_is_not_handed_on(
    visitor: Visitor, route: str, body: bytes, status: int
) -> None:
    answer = await visitor.client.post(f"/gradio_api/{route}", content=body)
    assert answer.status_code == status


async def test_gradio_looks_for_itself_where_a_file_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gradio.context import LocalContext
    from gradio.exceptions import InvalidPathError
    from gradio.processing_utils import async_move_files_to_cache

    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    uploads, secret = Uploads(), tmp_path / "secret.txt"
    secret.write_bytes(SECRET_TEXT)
    blocks = build(FakeAssistant(), uploads)
    create_app(blocks, uploads)
    (button,) = [block for block in blocks.blocks.values() if block.elem_id == "upload"]
    before = LocalContext.blocks.set(blocks)
    try:
        with pytest.raises(InvalidPathError, match="not uploaded by a user"):
            await async_move_files_to_cache(
                [{"path": str(secret), "meta": META}], button, check_in_upload_folder=True
            )
    finally:
        LocalContext.blocks.reset(before)


def test_files_are_forgotten_after_a_while() -> None:
    now = [0.0]
    uploads = Uploads(seconds=10, clock=lambda: now[0])
    uploads.remember("a", ["/1", "/2"])
    now[0] = 9
    assert uploads.paths() == {"/1", "/2"}
    assert uploads.take("a", "/1")
    now[0] = 10
    assert uploads.paths() == set()
    assert not uploads.take("a", "/2")


def test_the_memory_of_files_does_not_grow() -> None:
    uploads = Uploads(remembered=10)
    for number in range(100):
        uploads.remember(str(number % 7), [f"/{number}"])
    assert uploads.paths() == {f"/{number}" for number in range(90, 100)}


def test_a_file_belongs_to_whoever_uploaded_it() -> None:
    uploads = Uploads()
    uploads.remember("a", ["/1"])
    uploads.remember("b", ["/1"])
    assert not uploads.take("c", "/1")
    assert uploads.take("a", "/1")
    assert not uploads.take("a", "/1")
    assert uploads.take("b", "/1")


@pytest.mark.parametrize(
    ("cookie", "known"),
    [
        ("policyqa_visitor=" + "a" * 32, True),
        ("other=1; policyqa_visitor=" + "A-_9" * 8, True),
        ("policyqa_visitor=" + "a" * 31, False),
        ("policyqa_visitor=" + "a" * 33, False),
        ("policyqa_visitor=" + "../" * 10 + "aa", False),
        ("other=" + "a" * 32, False),
        ("", False),
    ],
)
def test_a_visitor_is_known_by_a_well_formed_cookie_only(cookie: str, known: bool) -> None:
    connection = HTTPConnection({"type": "http", "headers": [(b"cookie", cookie.encode())]})
    assert bool(visitor_of(connection)) is known
    assert visitor_of(None) == ""


async def test_one_address_uploads_so_much_in_an_hour() -> None:
    async def accepts(scope: Scope, receive: Receive, send: Send) -> None:
        await JSONResponse(["/uploads/a.txt"])(scope, receive, send)

    app = OnlyUploads(accepts, Uploads(), hourly=1000)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://page") as client:
        said = [
            (await client.post("/gradio_api/upload", content=b"x" * 600)).status_code
            for _ in range(2)
        ]
        unsized = await client.post("/gradio_api/upload", content=_chunks())
    assert said == [200, 429]
    assert unsized.status_code == 411


async def _chunks() -> AsyncIterator[bytes]:
    yield b"x"
