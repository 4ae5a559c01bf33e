"""The window over HTTP: what is reachable, what every response says."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import gradio as gr
import httpx
import pytest

from tests.ui.served import served
from ui import server
from ui.content_policy import script_hashes
from ui.limits import Limits
from ui.server import PortTaken, address_of, launch_app, listen

FORBIDDEN = (
    "/config",
    "/openapi.json",
    "/docs",
    "/gradio_api/openapi.json",
    "/gradio_api/info",
    "/gradio_api/file=/etc/passwd",
    "/gradio_api/file=../../../etc/passwd",
    "/gradio_api/file=..%2f..%2f..%2fetc%2fpasswd",
    "/gradio_api/file=http://127.0.0.1:1/",
    "/gradio_api/file/etc/passwd",
    "/gradio_api/proxy=http://127.0.0.1:1/",
    "/gradio_api/component_server",
    "/gradio_api/stream/x",
    "/gradio_api/run/other",
    "/gradio_api/call/answer",
    "/gradio_api/vibe-code/",
    "/gradio_api/deep_link",
    "/file=/etc/passwd",
    "/file/etc/passwd",
    "/static/../../../../etc/passwd",
    "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/static/..%2f..%2f..%2fetc%2fpasswd",
    "/assets/....//....//etc/passwd",
    "/assets//etc/passwd",
    "/assets/%00",
    "/custom_component/x/client/component/../../../../etc/passwd",
    "/monitoring",
    "/monitoring/summary",
    "/login",
    "/svelte/../../etc/passwd",
    "/pwa_icon",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("window")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder, limits=Limits(upload_bytes=2000)) as address:
        yield address


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, trust_env=False) as client:
        yield client


@pytest.mark.parametrize("path", FORBIDDEN)
def test_paths_the_page_does_not_need_are_not_answered(address: str, path: str) -> None:
    # By hand: a client would tidy the path up before sending it.
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        request = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"
        connection.sendall(request.encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 404"), answer[:200]
    assert b"root:" not in answer


def test_the_page_forbids_everything_from_elsewhere(client: httpx.Client) -> None:
    headers = client.get("/").headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    scripts = re.search(r"script-src ([^;]*)", policy)
    assert scripts
    assert "'unsafe-inline'" not in scripts[1]
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/theme.css", "/nowhere", "/favicon.ico"])
def test_every_other_response_is_as_strict(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_every_inline_script_of_the_page_is_named_by_its_hash(client: httpx.Client) -> None:
    page = client.get("/")
    hashes = script_hashes(page.content)
    assert len(hashes) >= 3
    assert all(found in page.headers["content-security-policy"] for found in hashes)


def test_the_page_asks_for_nothing_from_elsewhere(client: httpx.Client) -> None:
    page = client.get("/").text
    loads = re.findall(r"""<(?:script|link|img|iframe)[^>]*(?:src|href)=["']([^"']+)""", page)
    assert loads
    assert not [load for load in loads if "//" in load]


def test_requests_that_name_another_host_are_refused(client: httpx.Client) -> None:
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 421
    assert "gradio" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:7860", "127.0.0.1:1"])
def test_requests_that_name_this_machine_are_answered(client: httpx.Client, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "name", ["../../../evil.txt", "..\\..\\evil.txt", "/etc/evil.txt", "a\x00b.txt", "长" * 300]
)
def test_upload_names_lead_nowhere(client: httpx.Client, folder: Path, name: str) -> None:
    answer = client.post("/gradio_api/upload", files={"files": (name, b"text")})
    assert answer.status_code in {200, 400, 422, 500}
    (uploads,) = folder.glob("policyqa-uploads-*")
    for path in answer.json() if answer.status_code == 200 else []:
        assert Path(path).resolve().is_relative_to(uploads)
    around = folder.parent.rglob("*evil*")
    assert not [path for path in around if not path.resolve().is_relative_to(uploads)]
    assert not Path("/etc/evil.txt").exists()


def test_an_over_large_upload_is_refused_while_it_comes_in(client: httpx.Client) -> None:
    answer = client.post("/gradio_api/upload", files={"files": ("a.txt", b"x" * 5000)})
    assert answer.status_code == 413


def test_an_uploaded_file_cannot_be_fetched_back(client: httpx.Client) -> None:
    files = {"files": ("a.html", b"<script>1</script>")}
    (path,) = client.post("/gradio_api/upload", files=files).json()
    assert client.get(f"/gradio_api/file={path}").status_code == 404


def test_a_taken_port_gives_the_next_one() -> None:
    with listen("127.0.0.1", 0) as first:
        taken = first.getsockname()[1]
        with listen("127.0.0.1", taken) as second:
            assert second.getsockname()[1] > taken


def test_no_free_port_is_said_in_one_line() -> None:
    with listen("127.0.0.1", 0) as first, pytest.MonkeyPatch.context() as patch:
        patch.setattr("ui.server.PORTS_TRIED", 1)
        taken = first.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"ports {taken} to {taken} .* are taken") as refused:
            listen("127.0.0.1", taken)
    assert "\n" not in str(refused.value)


def test_an_address_of_another_machine_is_said_in_one_line() -> None:
    with pytest.raises(PortTaken, match="give --host an address of this machine"):
        listen("192.0.2.1", 7860)


def test_the_address_shown_can_be_opened_on_this_machine() -> None:
    for host, shown in (("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1")):
        with listen(host, 0) as listener:
            assert address_of(listener) == f"http://{shown}:{listener.getsockname()[1]}"


def test_the_window_ends_on_demand_and_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "window"
    with served(folder) as address:
        files = {"files": ("a.txt", b"text")}
        assert httpx.post(f"{address}/gradio_api/upload", files=files, trust_env=False).is_success
        assert list(folder.glob("policyqa-uploads-*/*/a.txt"))
    assert not list(folder.glob("policyqa-*"))


def test_a_window_for_whom_no_port_is_free_is_never_built(monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(host: str, port: int) -> socket.socket:
        raise PortTaken("every port is taken")

    def build(uploads: object) -> gr.Blocks:
        raise AssertionError("built without a port")

    monkeypatch.setattr(server, "listen", taken)
    with pytest.raises(PortTaken):
        launch_app(build, host="127.0.0.1", port=1, open_browser=False)
