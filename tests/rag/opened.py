"""An Assistant over documents written for these tests, and a running server in front of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from rag import Assistant
from rag.interfaces.connections import BoundedConnections
from rag.interfaces.http import create_app
from tests.doubles import HashEncoder

__all__ = ["LOANS", "TALENT", "assistant", "running", "served"]

TALENT = """云澜市人才安居办法

云政办发〔2022〕12号

第一章 总则
第一条 为吸引各类人才到本市就业创业，制定本办法。
第二条 本办法适用于2022年1月1日以后新引进的人才。
第二章 安家补贴
第三条 对新引进的博士研究生，给予一次性安家补贴20万元。
第四条 对新引进的硕士研究生，给予一次性安家补贴8万元。
第五条 申请人应当自劳动合同签订之日起6个月内，向区人力资源部门提出申请。
第六条 区人力资源部门应当在15个工作日内完成审核。
第三章 附则
第七条 本办法自2022年3月1日起施行，有效期五年。
"""
LOANS = """云澜市创业担保贷款管理办法

第一条 为规范创业担保贷款管理，制定本办法。
第二条 个人创业担保贷款额度最高为30万元，期限不超过三年。
第三条 小微企业创业担保贷款额度最高为400万元。
第四条 贷款利息由市财政按照百分之五十的比例给予补贴。
第五条 任何单位和个人不得截留、挪用贷款贴息资金。
第六条 本办法自2023年6月1日起施行。
"""


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return an Assistant over TALENT and LOANS that answers by quoting."""
    folder = tmp_path_factory.mktemp("served")
    files = []
    for name, text in (("talent.txt", TALENT), ("loans.txt", LOANS)):
        files.append(folder / name)
        files[-1].write_text(text, encoding="utf-8")
    opened = Assistant.open(folder / "store", create=True, encoder=HashEncoder())
    opened.add([Path(file) for file in files])
    return opened


@contextmanager
def running(assistant: Assistant, **options: Any) -> Iterator[str]:
    """Run the server on a free port of this machine; give its URL."""
    config = uvicorn.Config(
        create_app(assistant, **options), host="127.0.0.1", port=0, log_level="error",
        access_log=False, lifespan="on", http=BoundedConnections,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 20
    while not server.started and time.monotonic() < end:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture(scope="session")
def served(assistant: Assistant) -> Iterator[str]:
    """Return the URL of a server without a token."""
    with running(assistant) as url:
        yield url
