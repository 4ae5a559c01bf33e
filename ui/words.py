"""The texts of the window, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["CHINESE", "ENGLISH", "Words", "choose_words"]


@dataclass(frozen=True, slots=True)
class Words:
    """The texts in one language. Fields with {braces} are filled in with ``str.format``."""

    code: str
    other: str  # the other language's name for itself, on the switch
    name: str
    tagline: str
    skip: str
    theme: str
    files: str
    documents: str
    documents_found: str
    documents_none: str
    documents_more: str
    documents_filter: str
    upload: str
    upload_hint: str
    upload_reading: str
    upload_done: str
    upload_unchanged: str
    upload_failed: str
    upload_empty: str
    upload_kind: str
    upload_size: str
    upload_many: str
    upload_content: str
    upload_foreign: str
    upload_internal: str
    welcome: str
    welcome_text: str
    question: str
    placeholder: str
    send: str
    stop: str
    clear: str
    queued: str
    searching: str
    searched: str
    alone: str
    abstained: str
    unsure: str
    related: str
    failed: str
    stopped: str
    stopped_text: str
    notices: str
    sources: str
    nearest: str
    open_source: str
    source_gone: str
    copy: str
    copied: str
    took: str
    untitled: str
    trial: str
    status_unknown: str
    recognised: str
    status_then: str
    changed: str
    changes_of: str
    question_empty: str
    question_long: str
    too_fast: str
    still_busy: str
    busy: str
    internal: str
    statuses: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)  # by the name of rag's error class


CHINESE = Words(
    code="zh",
    other="English",
    name="政策问答",
    tagline="问文件，得条文，句句有出处",
    skip="跳到提问框",
    theme="切换深浅色",
    files="文件",
    documents="已收录文件",
    documents_found="共 {count} 份",
    documents_none="还没有文件。上传一份，就可以提问了。",
    documents_more="另有 {count} 份未列出",
    documents_filter="按标题或文号筛选",
    upload="上传文件",
    upload_hint="Word、WPS、Excel、pdf、ofd、网页、csv、txt 或图片，每个不超过 {size} MB",
    upload_reading="正在读取《{label}》……",
    upload_done="《{label}》：已收录 {count} 份文件。",
    upload_unchanged="《{label}》：内容早已收录，没有变化。",
    upload_failed="《{label}》没有收录：{reason}",
    upload_empty="文件是空的。请换一个有内容的文件。",
    upload_kind="不支持 {kind} 格式。请上传 Word、WPS、Excel、pdf、ofd、网页、csv、txt 或图片。",
    upload_size="文件有 {size} MB，上限是 {limit} MB。请拆分后再上传。",
    upload_many="一次最多上传 {limit} 个文件，这次选了 {count} 个。请分几次上传。",
    upload_content="文件内容与后缀 {kind} 不符。请用正确的格式另存后再上传。",
    upload_foreign="无法确认文件是你刚才上传的。请重新上传；若仍不行，请允许本页使用 Cookie。",
    upload_internal="读取时出了意外。原有文件没有受影响，请换一个文件再试。",
    welcome="想查哪一条规定？",
    welcome_text="用平常的话提问即可。回答只来自已收录的文件，每一句都标明出处；文件里没有的，会直接说没有。",
    question="你的问题",
    placeholder="例如：没有工作的市民能参加居民医保吗？",
    send="提问",
    stop="停止",
    clear="新对话",
    queued="正在排队……",
    searching="正在查找条文……",
    searched="按“{question}”查找",
    alone="不联系上文，单独问这一句",
    abstained="现有文件不能回答这个问题",
    unsure="仅供参考",
    related="相关条款",
    failed="这次没有成功",
    stopped="已停止",
    stopped_text="你停止了这次回答，上面的文字没有经过核对。",
    notices="请注意",
    sources="依据",
    nearest="最接近的条文（不是答案）",
    open_source="查看第 {number} 处依据",
    source_gone="这份文件已不在库中，只能显示当时的引文。",
    copy="复制回答",
    copied="已复制",
    took="用时 {seconds} 秒",
    untitled="（无标题）",
    trial="试行",
    status_unknown="效力未注明",
    recognised="文字识别",
    status_then="当时有效，后被废止或取代（{why}）",
    changed="各文本之间改了什么",
    changes_of="{old} → {new}",
    question_empty="请先输入问题。",
    question_long="问题有 {count} 个字，上限是 {limit} 个字。请缩短后再问。",
    too_fast="提问太快了，请过 {seconds} 秒再问。",
    still_busy="上一个问题还在回答，请等它答完或先按“停止”。",
    busy="现在提问的人太多，请过一会儿再问。",
    internal="程序内部出了意外，问题没有得到处理。请再试一次；若仍不行，请查看程序日志。",
    statuses={
        "in_force": "现行有效",
        "amended": "经修改",
        "repealed": "已废止",
        "expired": "已失效",
        "not_yet_in_force": "尚未施行",
        "superseded": "非现行文本",
    },
    changes={
        "kept": "未改",
        "changed": "修改",
        "added": "新增",
        "dropped": "删去",
        "renumbered": "改条号",
    },
    errors={
        "StoreBusy": "文件库正在更新，请过一会儿再试。",
        "StoreCorrupt": "文件库有损坏，请运行 policyqa verify 检查并修复。",
        "StoreNotFound": "找不到文件库，请确认它的位置。",
        "EncoderMismatch": "文件库是用另一个向量模型建立的，请改用那个模型，或重新建立索引。",
        "ModelUnavailable": "对话模型暂时不能用，请过一会儿再试。",
        "InvalidQuestion": "这个问题不能处理，请换一种说法。",
    },
)

ENGLISH = Words(
    code="en",
    other="中文",
    name="Policy Q&A",
    tagline="Ask the documents. Get the clause, with proof.",
    skip="Skip to the question box",
    theme="Switch light and dark",
    files="Documents",
    documents="Documents",
    documents_found="{count} in all",
    documents_none="No documents yet. Upload one, then ask.",
    documents_more="{count} more not listed",
    documents_filter="Filter by title or number",
    upload="Upload documents",
    upload_hint="Word, WPS, Excel, pdf, ofd, html, csv, txt or pictures; {size} MB each",
    upload_reading="Reading “{label}” …",
    upload_done="“{label}”: {count} added.",
    upload_unchanged="“{label}”: already here, nothing changed.",
    upload_failed="“{label}” was not added: {reason}",
    upload_empty="The file is empty. Choose one that has text.",
    upload_kind="{kind} files cannot be read. Upload Word, Excel, pdf, ofd, html, txt or pictures.",
    upload_size="The file has {size} MB; the limit is {limit} MB. Split it and try again.",
    upload_many="At most {limit} files at a time; {count} were chosen. Upload them in turns.",
    upload_content="The file is not what its ending {kind} says. Save it in that format again.",
    upload_foreign="This is not known as your upload. Try again; if that fails, allow cookies.",
    upload_internal="Reading failed unexpectedly. Nothing else was changed; try another file.",
    welcome="Which rule are you looking for?",
    welcome_text=(
        "Ask in everyday words. Answers come only from the documents here, every sentence says"
        " where it stands, and what the documents do not say is not answered."
    ),
    question="Your question",
    placeholder="For example: who may join the residents' health insurance?",
    send="Ask",
    stop="Stop",
    clear="New chat",
    queued="Waiting for a free place …",
    searching="Looking for the clause …",
    searched="Searched for “{question}”",
    alone="Ask this on its own",
    abstained="The documents here do not answer this",
    unsure="For reference only",
    related="Related clauses",
    failed="This did not work",
    stopped="Stopped",
    stopped_text="You stopped this answer; the text above was not checked.",
    notices="Please note",
    sources="Sources",
    nearest="Nearest clauses (not an answer)",
    open_source="Show source {number}",
    source_gone="This document is no longer in the store; only the quote is shown.",
    copy="Copy",
    copied="Copied",
    took="{seconds} s",
    untitled="(untitled)",
    trial="Trial",
    status_unknown="Validity not stated",
    recognised="Recognised text",
    status_then="In force then, repealed or replaced since ({why})",
    changed="What changed between the editions",
    changes_of="{old} → {new}",
    question_empty="Type a question first.",
    question_long="The question has {count} characters; the limit is {limit}. Shorten it.",
    too_fast="That was too fast. Ask again in {seconds} seconds.",
    still_busy="The last question is still being answered. Wait for it, or press Stop.",
    busy="Too many people are asking right now. Try again in a moment.",
    internal="Something went wrong inside. Try again; if it stays, look at the program's log.",
    statuses={
        "in_force": "In force",
        "amended": "Amended",
        "repealed": "Repealed",
        "expired": "Expired",
        "not_yet_in_force": "Not yet in force",
        "superseded": "Not the current text",
    },
    changes={
        "kept": "kept",
        "changed": "changed",
        "added": "added",
        "dropped": "dropped",
        "renumbered": "renumbered",
    },
)


def choose_words(wanted: str | None) -> Words:
    """Return the interface for a language code or an ``Accept-Language`` header; else Chinese."""
    for part in (wanted or "").split(","):
        language = re.match(r"\s*([a-zA-Z]+)", part)
        if language and language[1].lower() == "en":
            return ENGLISH
        if language and language[1].lower() == "zh":
            return CHINESE
    return CHINESE
