"""Made-up laws in several editions, and a Store of them, for the tests of look-ups."""

from __future__ import annotations

from pathlib import Path

from rag import Assistant
from tests.doubles import HashEncoder

__all__ = ["FILES", "opened"]

_PASSED = "2015年5月20日云澜市第十四届人民代表大会常务委员会第三次会议通过"
_CHANGED = (
    "根据2018年9月1日云澜市第十五届人民代表大会常务委员会第五次会议"
    "《关于修改〈云澜市停车管理条例〉的决定》修正"
)
_BODY = """第一条　为了规范停车管理，制定本条例。
第二条　市交通运输局负责停车管理。
第三条　违规停放机动车的，处{fine}元罚款。
第四条　下列车辆免费：
（一）军车；
（二）警车。
第五条　本条例自2015年7月1日起施行。
"""
FILES = {
    "v1.txt": f"云澜市停车管理条例\n\n（{_PASSED}）\n\n" + _BODY.format(fine=100),
    "v2.txt": f"云澜市停车管理条例\n\n（{_PASSED}　{_CHANGED}）\n\n" + _BODY.format(fine=200),
    "law.txt": """中华人民共和国海洋牧场法

（2022年3月11日第十三届全国人民代表大会第五次会议通过）

第一章　总则
第一条　为了促进海洋牧场健康发展，制定本法。
第二条　海洋牧场实行登记制度。
第二章　合同
第三条　合同期限不得超过二十年。
第三章　附则
第四条　本法自2022年7月1日起施行。《中华人民共和国海滩养殖法》同时废止。
""",
    "clinic.txt": """青屿县村卫生室补助办法

（2018年3月2日青屿县人民政府令第5号公布）

第一条　为了稳定乡村医生队伍，制定本办法。
第二条　乡村医生每人每月补助800元。
第三条　村卫生室水电费每年补助1200元。
第四条　本办法自2018年4月1日起施行。
""",
    "decision.txt": """青屿县人民政府关于修改《青屿县村卫生室补助办法》的决定

青屿县人民政府令第14号

县人民政府决定对《青屿县村卫生室补助办法》作如下修改：
一、将第二条修改为：“乡村医生每人每月补助1500元。”
本决定自2024年1月1日起施行。
""",
}


def opened(folder: Path) -> Assistant:
    """Return an assistant over the laws, in a Store of its own."""
    paths = []
    for name, text in FILES.items():
        paths.append(folder / name)
        paths[-1].write_text(text, encoding="utf-8")
    assistant = Assistant.open(folder / "store", create=True, encoder=HashEncoder())
    assert not assistant.add(paths).failed
    return assistant
