"""One tokenizer for documents and questions.

Text is brought to the comparison form (NFKC, simplified, lower case) and cut into: Chinese words
as rjieba's search mode gives them (long words and the words inside them), Latin words, and
numbers kept whole (32511, 3.5, 30%). A document number (文号) is kept as one more token, in
canonical form, so that it is found however its brackets were typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from corpus.normalize import normalize

__all__ = ["STOP_WORDS", "TOKENS_VERSION", "content_tokens", "number_tokens", "tokens"]

# Raised whenever the same text would give other tokens: search files of another version are
# made anew.
TOKENS_VERSION = 1

_PIECE = re.compile(
    r"(?P<han>[\u3400-\u4dbf\u4e00-\u9fff〇]+)"
    r"|(?P<word>[a-z\u00e0-\u024f]+(?:'[a-z]+)?)"
    r"|(?P<number>\d+(?:,\d{3})+(?:\.\d+)?%?|\d+(?:\.\d+)*[%‰]?)"
)

# Words of a question that do not say what is asked. General Chinese and English only.
_CHINESE_STOP_WORDS = """
的 了 着 过 地 得 之 其 而 且 与 及 和 或 也 都 就 才 又 再 还 很 太 更 最 不 没 没有
是 有 在 对 为 被 把 将 从 到 向 由 以 于 给 让 跟 按 按照 根据 依照 关于 至 等 等等 所 个
我 你 您 他 她 它 我们 你们 您们 他们 她们 它们 咱 咱们 自己 大家 人家 这 那 此 该 各 某 每
这个 那个 这些 那些 这里 那里 这样 那样 这么 那么
什么 怎么 怎样 怎么样 如何 为何 为什么 哪 哪个 哪些 哪里 哪儿 哪几 谁 几 多少 多久 多长
多大 何时 何种 有何
何
哪种 哪类 哪一 哪一个 哪几个 哪几种 哪几类 哪几项 什么样 啥 啥样 咋 咋样 咋办 怎么办
干什么 干嘛 我该 该谁 各是 中说 所说 能否 可否 还是 还要 还有 一共 总共
几时 是从 是由 是在 是按 是把 那份 这份
搞 做 去 来 叫 打算 拿 弄 干 算 现在 一起 提到 希望 随便
几个 几种 几项 是否 是不是 能不能 可不可以 有没有 会不会 要不要 行不行 吗 呢 吧 啊 呀 嘛 么 哦 哈 啦
要 能 会 可以 能够 可 应 应该 应当 需要 需 必须 得 想 请 请问 问 问下 问一下 想问 知道 告诉 说 讲
里面 里 中 上 下 内 时 时候 后 前
之后 之前 一下 一个 一种 些 点 多 少 如果 要是 若 则 但 但是 不过 因为
所以 具体 分别 主要 一般 到底 究竟 大概 大约 规定 要求 文件 哪份 一份
"""

_ENGLISH_STOP_WORDS = """
a an the of in on at to for from by with without and or not no is are was were be been being am do
does did done has have had having will would shall should can could may might must it its this that
these those there here he she they them their his her we us our you your i me my who whom whose
which what when where why how many much long if then than so as about into under over between
according any some each every all both either please tell say says
"""

STOP_WORDS = frozenset((_CHINESE_STOP_WORDS + _ENGLISH_STOP_WORDS).split())


def tokens(text: str) -> list[str]:
    """Cut a text into search tokens; order and repeats are kept for counting, not for phrases."""
    plain = normalize(text)
    han: list[str] = []
    found: list[str] = []
    for piece in _PIECE.finditer(plain):
        if piece.lastgroup == "han":
            han.append(piece[0])
        else:
            found.extend(_latin(piece[0]))
    if han:
        found.extend(_cut("\n".join(han)))
    if "号" in plain:
        found.extend(number_tokens(text))
    return found


def number_tokens(text: str) -> list[str]:
    """Return the document numbers that a text names, in canonical form."""
    from corpus.text.document_numbers import find_numbers

    return find_numbers(text)


def content_tokens(question: str) -> list[str]:
    """Return a question's tokens without stop words, each once, in order of appearance."""
    return list(_content(question))


# Each route and whoever ranks or answers cuts the same question.
@lru_cache(maxsize=64)
def _content(question: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t for t in tokens(question) if t not in STOP_WORDS))


def _cut(text: str) -> Iterable[str]:
    import rjieba

    return (word for word in rjieba.cut_for_search(text) if word != "\n")


def _latin(piece: str) -> list[str]:
    if piece[0].isdigit():
        return [piece.replace(",", "")]
    word = piece.removesuffix("'s")
    return [word]
