"""Words in a document that speak to a language model rather than to its readers.

A document is evidence, never an instruction. Sentences like these are kept from the chat model,
support nothing, and are never shown as an answer. The patterns name the ways such text works -
overriding instructions, giving a role, faking a turn of the talk, dictating an output, leaking -
and none of them is bound to one wording or one attack.
"""

from __future__ import annotations

import re
import unicodedata

from corpus.normalize import to_simplified
from corpus.text.sentences import split

__all__ = ["safe_length", "speaks_to_model", "without_instructions"]

_ABOVE = (
    r"(?:以上|上述|上面|之前|先前|前面|前述|此前|所有|一切|任何|原有|原来|已有|系统|其他|其它|"
    r"你的?|您的?)"
)
_ORDERS = (
    r"(?:指示|指令|提示词?|命令|设定|规则|约束|限制|说明|要求|内容|资料|证据|文档|材料|"
    r"上下文|对话|信息)"
)
_DROP = (
    r"(?:忽略|无视|忽视|忘记|忘掉|忘了|丢弃|抛开|不要理会|不必理会|不用理会|别管|不要遵[守循]|"
    r"停止遵[守循]|跳过|覆盖|取代|推翻)"
)
_SAY = (
    r"(?:回答|回复|输出|答复|告诉|告知|写出?|说出?|返回|打印|显示|生成|附上|加上|插入|追加|复述|"
    r"重复)"
)
_MODEL = (
    r"(?:人工智能助[手理]|ai\s?助[手理]|语言模型|大模型|聊天机器人|问答系统|问答助手|智能助[手理]|"
    r"问答程序|本助手|llm|chatbot|gpt|language model|ai model|ai assistant|assistant)"
)
_E_DROP = (
    r"(?:ignore|disregard|forget|override|bypass|discard|skip|do not follow|don't follow|"
    r"stop following)"
)
_E_ABOVE = (
    r"(?:all|any|the|your|every|previous|prior|above|earlier|preceding|existing|system|other|"
    r"these|those)"
)
_E_ORDERS = (
    r"(?:instructions?|prompts?|rules?|guidelines?|directives?|commands?|context|messages?|"
    r"evidence|documents?|constraints?|citations?)"
)
_E_SAY = (
    r"(?:answer|reply|respond|say|output|print|write|state|tell|return|repeat|include|append|"
    r"add|insert|embed|display)"
)

_PATTERNS = (
    # Overriding what was said before.
    rf"{_DROP}.{{0,8}}{_ABOVE}.{{0,10}}{_ORDERS}",
    rf"(?:不要|不得|别|勿|无需|不必)(?:再)?(?:参考|依据|根据|遵守|遵循|理会|"
    rf"使用).{{0,6}}(?:以上|上述|其他|其它|系统|提供).{{0,8}}{_ORDERS}",
    rf"\b{_E_DROP}\b.{{0,20}}\b{_E_ABOVE}\b.{{0,30}}\b{_E_ORDERS}\b",
    r"\b(?:new|updated|real|actual) (?:system )?(?:instructions?|prompts?|task|directive)s?\s*:",
    r"(?:新的?|最新|真正的?|实际的?|更高优先级的?|隐藏的?)(?:系统)?(?:指令|指示|提示词|命令|"
    r"任务)(?:[:：是]|如下)",
    # Giving a role or a mode.
    r"(?:你|您)(?:现在|从现在起|将|必须|要|不再|已经?)?(?:是|扮演|充当|作为|变成|进入|"
    r"处于)(?:一[个名位])?.{0,12}(?:助手|助理|模型|机器人|专家|角色|模式|黑客|海盗|管理员)",
    r"(?:从现在(?:起|开始)|接下来|自此).{0,10}(?:你|您|助手|模型)(?:必须|只能|应当?|要|将|需要)",
    r"\byou (?:are|will be|must act as|should act as|must become) (?:now |no longer )?(?:an? |"
    r"the |in )?(?:\w+ ){0,3}(?:assistant|model|ai|bot|dan|hacker|pirate|mode|expert|agent|"
    r"admin\w*)\b",
    r"\b(?:act|behave|respond|pretend|roleplay) (?:as|like|to be)\b.{0,30}\b(?:assistant|model|"
    r"ai|bot|dan|admin\w*|developer|hacker|pirate|expert)\b",
    r"\b(?:developer|debug|god|dan|jailbreak|unrestricted|maintenance) mode\b|\bjailbreak|"
    r"越狱模式|开发者模式|无限制模式|调试模式",
    # Faking a turn of the talk, or the marks of one. A clause's line breaks are gone by now.
    r"(?:^|[^\w\s/-]\s{0,3}|\n\s{0,3})(?:system|assistant|user|human|developer|ai)\s{0,2}[:：]\s",
    r"(?:^|[^\w\s/-]\s{0,3}|\n\s{0,3})(?:系统(?:提示|消息|指令)?|助手|人工智能|ai)\s{0,2}[:：]",
    r"\[(?:system|assistant|user|系统|助手|用户)[^\[\]]{0,20}\]|【(?:系统|助手|用户|"
    r"管理员)(?:提示|消息|指令|通知)?】",
    r"<\|[a-z_]{2,30}\|>|\[/?inst\]|<</?sys>>|#{2,4}\s*(?:instruction|system|assistant|response|"
    r"指令|系统)",
    r"<(?:system|assistant|instructions?|prompt)\b",
    r"系统(?:提示词?|消息|指令|管理员(?:通知|提示))\s*[:：,，]|system (?:prompt|message|"
    r"override|notice)\b|提示词",
    # Speaking to the model by name, or dictating what every answer must hold.
    rf"{_MODEL}.{{0,20}}(?:请|必须|务必|应当?|只能|不得|不要|需要?).{{0,16}}(?:{_SAY}|引用|忽略)",
    rf"\b(?:dear |attention |note to |hey )(?:the )?{_MODEL}|\b{_MODEL}\b.{{0,20}}\b(?:must|"
    rf"should|shall|please|only|need to)\b.{{0,30}}\b{_E_SAY}\b",
    rf"(?:所有|任何|每[个次条]|一切|全部)(?:的)?(?:回答|答案|问题|提问|用户|咨询).{{0,10}}(?:都|"
    rf"均|一律|必须|应当?|只能).{{0,12}}{_SAY}",
    rf"(?:如果|若|当|凡)?(?:有人|用户|提问者|对方|任何人)(?:再)?(?:问|提问|询问|问起|问到|"
    rf"咨询).{{0,30}}(?:请|就|则|必须|一律|应当?|务必|直接|只)?{_SAY}",
    rf"(?:请|务必|必须|一律|只(?:能|需|要)|仅|直接|改为|统一|严格)(?:原样|照抄|直接|"
    rf"如实)?{_SAY}.{{0,12}}[:：“”\"「『]",
    r"(?:在|于)(?:你的?|您的?|本次|最终|每个)?(?:回答|答案|答复|回复|输出)(?:的)?(?:末尾|结尾|"
    r"开头|最后|前面|后面|中|里|时)",
    r"(?:不要|不得|别|无需|不必|禁止)(?:再)?(?:引用|标注|注明|提及|透露|告诉|"
    r"说明)(?:任何)?(?:来源|出处|用户|引用|本段|原文|此|这)",
    rf"\b{_E_SAY}\b.{{0,20}}\b(?:only|exactly|verbatim|the following|as follows|word for word|"
    rf"nothing else)\b",
    rf"\b(?:always|only|simply|just|please|must|instead,?|now) {_E_SAY}\b(?: (?:with|that|"
    rf"to the user|the user))?\s*[:\"“']",
    rf"\b{_E_SAY} (?:the user|users|everyone|the reader)\b|\bin (?:your|the|every) (?:answer|"
    rf"reply|response|output)\b|\byour (?:answer|reply|response|output) (?:must|should|shall)\b",
    rf"\b(?:when|if) (?:asked|the user asks|anyone asks|someone asks)\b.{{0,60}}\b{_E_SAY}\b",
    r"\bdo not (?:cite|mention|reveal|tell|disclose|quote|refer)\b",
    rf"(?:^|[.!?。；;\n]\s{{0,3}})(?:{_E_SAY}|输出|回复)\s{{0,2}}[:：]\s{{0,2}}[“\"「『]",
    rf"把[“\"「『].{{1,80}}[”\"」』].{{0,6}}{_SAY}",
    rf"(?:请|务必|必须|只需?|一律|直接){_SAY}[^。；\n]{{0,6}}[a-z]{{3,}}",
    rf"\b{_E_SAY}(?: only| with| exactly| just| the word)* [\"“']?(?-i:[A-Z]{{4,}})",
    # Asking for what is not its own to show.
    r"(?:泄露|透露|公开|输出|显示|重复|复述|打印).{0,8}(?:系统|你的|隐藏|上面|开头).{0,6}"
    r"(?:提示|指令|设定|密钥|配置)",
    r"\b(?:reveal|leak|show|print|repeat|expose)\b.{0,20}\b(?:system|your|hidden|initial)\b.{0,15}"
    r"\b(?:prompt|instructions?|key|config\w*)\b",
    # Sending something out.
    r"!\[[^\[\]]{0,200}\]\(|<(?:img|script|iframe|svg|object|embed|link|form|meta|style)\b|"
    r"\bjavascript\s?:|\bon(?:error|load|click)\s*=",
    r"(?:https?|ftp)://[^\s]{0,300}[?&#][^\s]{0,80}[={]|\{(?:question|answer|context|history|"
    r"user|secret|data)[^{}]{0,20}\}",
)  # fmt: skip
_INSTRUCTION = re.compile("|".join(f"(?:{p})" for p in _PATTERNS), re.IGNORECASE)
_INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0xAD]
)
# Citation marks inside a document are not ours.
_MARK = re.compile(r"[\[［【]\s*\^?\s*\d{1,3}(?:\s*[,，、\-]\s*\d{1,3})*\s*[\]］】]")


def speaks_to_model(text: str) -> bool:
    """Tell whether a text gives orders to a language model."""
    seen = unicodedata.normalize("NFKC", to_simplified(text)).translate(_INVISIBLE)
    return _INSTRUCTION.search(seen) is not None


def safe_length(text: str) -> int:
    """Return how many characters stand before the first sentence that speaks to a model.

    What follows such a sentence is its payload more often than not, so it counts as unsafe too.
    """
    if not speaks_to_model(text):
        return len(text)
    kept = previous = 0
    for start, end in split(text):
        if speaks_to_model(text[start:end]) or speaks_to_model(text[previous:end]):
            break
        kept, previous = end, start
    return kept


def without_instructions(text: str) -> str:
    """Return the safe part of ``text`` without marks like [1]: a document cannot cite."""
    return _MARK.sub("", text[: safe_length(text)])
