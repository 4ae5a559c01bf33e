"""Small talk: what is said to the assistant itself and asks nothing of the documents.

A text is small talk when every piece of it is: a greeting, thanks or a goodbye, a question about
the assistant, a task that no document does (a poem, a translation, a sum). A greeting before a
question is left out of it by ``without_pleasantries``. Patterns of general language only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from corpus.normalize import to_simplified

__all__ = ["SmallTalk", "small_talk", "without_pleasantries"]


class SmallTalk(StrEnum):
    """What kind of small talk a text is."""

    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    CHAT = "chat"
    ABOUT = "about"  # who the assistant is and what it can do
    TASK = "task"  # a poem, a joke, a translation, code, a sum


# Particles that end a spoken sentence, and names by which an assistant is spoken to.
_PARTICLE = r"[啊呀哦哈呢嘛吧啦了呗哟噢哇滴]*"
_NAME = (
    r"(?:(?:小|人工|智能|在线|政策|政务)*(?:助手|助理|客服|机器人|朋友|同志|老师|伙伴|编)"
    r"|亲爱?的?|各位)"
)
_YOU = r"(?:你们?|您们?|贵系统|这个?(?:系统|软件|网站|机器人|助手|程序|工具))"
_WHAT = r"(?:什么|啥|哪些|些什么|些啥)"

_GREETING = (
    rf"{_NAME}?(?:哈[喽罗啰]|嗨+|喂+|嘿+|[你您]们?好|大家好|[早晚]上?好|[上中下]午好|早安?"
    rf"|好久不见|幸会)"
    rf"{_PARTICLE}{_NAME}?{_PARTICLE}|(?:有人|{_NAME})?在(?:吗|不在|么){_PARTICLE}|有人吗"
    rf"|(?:吃饭?了[吗没]|(?:{_YOU})?(?:最近|今天|过得)*(?:好吗|怎么样|还好吗))"
    r"|(?:新年|春节|节日|中秋|元旦|国庆|周末|生日)(?:快乐|好)|新年好"
    r"|(?:hello|hi|hey|hiya|greetings|howdy)(?: (?:there|all|everyone|again|assistant|bot))?"
    r"|good (?:morning|afternoon|evening|day)|how are you(?: doing)?(?: today)?|how do you do"
    r"|how is it going|how's it going|what's up|nice to meet you|anybody (?:there|here)"
    r"|happy (?:new year|birthday)|merry christmas"
)
_THANKS = (
    rf"(?:好的?|嗯+|行|那就?)?(?:太|非常|十分|真是?|真的|万分|多|很|先)*(?:谢谢|感谢|谢过|谢"
    rf"|辛苦|麻烦)"
    rf"(?:了|{_YOU}|大家|{_NAME})*(?:的|耐心|热心|及时|详细)*(?:帮助|解答|回答|答复|回复|指点"
    rf"|帮忙|服务|支持)?{_PARTICLE}"
    rf"|感激不尽|(?:我)?(?:知道|明白|了解|清楚|懂|收到){_PARTICLE}|好(?:的|嘞|吧"
    rf"|滴)+{_PARTICLE}|(?:没|没有)(?:事|问题|别的)了?"
    r"|(?:不用|不必)(?:了|谢|客气)|帮?(?:了|到)?我?大忙了"
    r"|(?:ok |okay |great |many )?(?:thanks?|thank you|thx|ty|cheers)(?: (?:so much|very much"
    r"|a lot|again|you|for (?:your|the) (?:help|answer|time|information)))*"
    r"|(?:much )?appreciated|got it|i see|(?:ok|okay)|great|never ?mind|no problem|you're welcome"
)
_GOODBYE = (
    rf"(?:那|我先|先)?(?:再见|拜拜|拜|再会|回见|回头见|明天见|下次见|下次再聊|告辞|晚安|走了"
    rf"|先走|下线){_PARTICLE}(?:{_NAME})?"
    r"|88+|(?:good ?bye|bye|bye[ -]bye|see you|see ya|good night|farewell)(?: (?:later|soon"
    r"|then|tomorrow|now))?"
    r"|have a (?:nice|good|great) (?:day|one|evening|weekend)"
)
_CHAT = (
    rf"(?:陪|跟|和|与)?(?:我|咱们?|你)*(?:来)?(?:聊聊天?|聊会儿?天?|聊个?天|说说话"
    rf"|唠唠?嗑){_PARTICLE}吗?"
    rf"|{_YOU}?(?:真|太|好|很|非常|可真)(?:棒|厉害|聪明|笨|可爱|帅|漂亮|好看|傻|蠢|烦人?|牛"
    rf"|好用|没用){_PARTICLE}"
    r"|我(?:好|很|太|有点|真|现在|今天)*(?:无聊|难过|开心|高兴|寂寞|孤独|郁闷|累|饿|困|烦)[了啊呀]*"
    rf"|我(?:爱|喜欢|想|讨厌|恨){_YOU}|{_YOU}(?:爱|喜欢|想|讨厌)我?[吗么]"
    r"|[哈呵嘿嘻嗯哦啊额呃喔]+|笨蛋|傻瓜|滚(?:蛋|开)?|测试一下|test(?:ing)?|(?:ha|he|lol)+"
    r"|i(?:'m| am) (?:so |very )?(?:bored|sad|happy|lonely|tired|hungry)|(?:do )?you love me"
    r"|i (?:love|like|hate) you"
    r"|(?:let's |can we )?(?:chat|talk)(?: (?:with|to) me)?"
)
_ABOUT = (
    rf"{_YOU}(?:到底|究竟)?(?:是|叫|姓){_PARTICLE}(?:谁|{_WHAT}(?:名字|东西|系统|软件|人|机器人"
    rf"|模型|ai)?|哪位|哪个公司的?|干什么的?|做什么的?|干嘛的?)的?{_PARTICLE}"
    rf"|{_YOU}是(?:不是)?(?:一?个)?(?:真?人类?|机器人?|ai|人工智能|chatgpt|gpt|大?模型|程序"
    rf"|真的)(?:工|客服)?(?:吗|么|还是.{{1,8}})?"
    rf"|(?:请问)?{_YOU}?(?:都|还|究竟|到底)?(?:能|会|可以|懂|知道)(?:够|帮我|帮忙|为我|替我"
    rf"|给我)*(?:做|干|回答|解决|提供|查|问|帮助?)*(?:到)?{_WHAT}(?:事|事情|问题|忙|服务|东西"
    rf"|功能)?{_PARTICLE}"
    rf"|(?:我)?(?:能|可以)(?:向{_YOU}|问|跟{_YOU})+(?:{_YOU})?(?:问)?{_WHAT}(?:问题|事)?"
    rf"|{_YOU}(?:都)?有(?:什么|啥|哪些)(?:用|功能|本事|用处|能力|特长)"
    rf"|(?:请|来|先)?(?:做个|做一下)?(?:自我介绍|介绍(?:一?下)?(?:{_YOU})?自己"
    rf"|说说{_YOU}自己){_PARTICLE}(?:一下)?"
    rf"|(?:请问)?(?:怎么|如何|怎样)(?:使用|用|操作)(?:{_YOU})?"
    rf"|{_YOU}的?(?:名字|姓名)(?:是|叫)?(?:什么|啥)?|谁(?:开发|创造|发明|制造|训练|设计|做|造"
    rf"|写)(?:出来)?(?:了|的)?{_YOU}"
    rf"|{_YOU}(?:今年)?(?:多大|几岁|多少岁|是男是女|是男的?还是女的?|住哪里?|住在哪里?"
    rf"|从哪里?来|有感情){_PARTICLE}吗?"
    r"|(?:so )?(?:who|what)(?: exactly)? (?:are|r) (?:you|u)|what(?:'s| is) your name"
    r"|who (?:made|built|created|trained|wrote) you"
    r"|(?:what|how) (?:can|could|do) (?:you|u|i)(?: (?:do|help|know|answer|ask"
    r"|offer))*(?: (?:you|me|for me|with|here|about))*"
    r"|are you (?:a |an )?(?:human|person|robot|bot|ai|machine|real|real person|chatgpt)"
    r"|(?:introduce|tell me about) yourself|how (?:old are you|does this work)|help(?: me)?"
    r"|how do i use (?:this|you|it)"
)
_PLEASE = (
    r"(?:请你?您?|麻烦你?您?|劳驾|能不能|可不可以|可以|能|会不会|会|你|您|来|快|给|帮忙|帮我|帮"
    r"|替|为|我想听|想听|我要听|我想要?|我要|我"
    r"|大家|一下)*"
)
_PLEASE_OUTRIGHT = (
    r"(?:请你?您?|麻烦你?您?|能不能|可不可以|可以|能|会不会|会|你)*(?:给我|帮忙|帮我|替我|为我"
    r"|我想听|我要听|你会)"
)
_COUNT = (
    r"(?:一?(?:个|首|段|篇|幅|张|句|则|下|点|些|支|种|封|副|道|条)|[两三四五六七八九十\d]+(?:个"
    r"|首|段|篇|句|条|道)|几[个首段句]|两句)"
)
_WRITING = (
    r"(?:古诗|唐诗|宋词|情诗|小诗|诗词|诗歌?|笑话|冷笑话|故事|童话|寓言|段子|歌词?|歌曲|儿歌"
    r"|小说|散文|作文|情书|对联|春联"
    r"|绕口令|谜语|脑筋急转弯|相声|小品|剧本|文案|朋友圈|祝福语?|广告语|顺口溜|打油诗)"
)
_CODE = r"(?:代码|程序|脚本|函数|算法|sql|爬虫|排序)"
_PICTURE = r"(?:画|图片?|漫画|头像)"
_LANGUAGE = (
    r"(?:英|日|韩|法|德|俄|西班牙|葡萄牙|阿拉伯|意大利|拉丁|泰|越南|中|外|汉|文言|粤|火星"
    r"|藏)(?:语|文)?"
)
_ENGLISH_PIECE = (
    r"(?:poems?|jokes?|stor(?:y|ies)|songs?|essays?|code|programs?|scripts?|functions?|haikus?"
    r"|riddles?|limericks?"
    r"|novels?|pictures?|lyrics|class|sql(?: query)?|quer(?:y|ies)|love letter|speech|cover letter)"
)
# A procedure (程序) is the business of documents too, so a task is asked for outright or counted.
_TASK = (
    rf"(?:{_PLEASE}(?:写|作|做|编|讲讲?|说|来|唱|念|背|朗诵|创作"
    rf"|听){_COUNT}[^,。?!]{{0,24}}?{_WRITING}"
    rf"|{_PLEASE_OUTRIGHT}(?:写|编|讲讲?|唱|念|背|朗诵|创作|听)[^,。?!]{{0,8}}?{_WRITING}"
    rf"|{_PLEASE}(?:写|编|生成|做){_COUNT}[^,。?!]{{0,24}}?{_CODE}|{_PLEASE_OUTRIGHT}(?:写"
    rf"|编)[^,。?!的]{{0,8}}?{_CODE}"
    rf"|{_PLEASE}(?:画|生成|做|作){_COUNT}[^,。?!]{{0,24}}?{_PICTURE}"
    rf"|{_PLEASE_OUTRIGHT}画[^,。?!]{{0,12}})"
    rf"{_PARTICLE}(?:吗|么|行吗|好吗|听听|给我听|看看)?"
    rf"|{_PLEASE}(?:写|作|做|编|画|唱){_COUNT}(?:诗|画|歌)[^,。?!]{{0,20}}"
    rf"|{_PLEASE}用[a-z+#]{{1,12}}(?:语言)?(?:写|编写?|实现)[^,。?!]{{0,20}}"
    rf"|{_PLEASE}(?:把|将)?.{{0,120}}?(?:翻译|译)(?:成|为|到){_LANGUAGE}{_PARTICLE}吗?"
    rf"|{_PLEASE}翻译(?:一?下|这|以下|下面|下列|:).{{0,200}}|.{{1,40}}?(?:用{_LANGUAGE}"
    rf"|的?{_LANGUAGE}|{_LANGUAGE})(?:怎么|如何)(?:说|讲|写|读|念|拼)"
    rf"|(?:please |can you |could you |would you |i want you to |will you )*(?:write|tell|sing"
    rf"|compose|make|draw|give|create|generate|read|recite)"
    rf"(?: me| us)?(?: (?:a|an|some|another|one|the|two|three"
    rf"|few))*(?: [\w-]+){{0,3}} {_ENGLISH_PIECE}(?: .{{0,120}})?"
    r"|(?:please |can you |could you )*translate .{1,200}|how (?:do|would) (?:you|i"
    r"|we) say .{1,60} in [a-z]+"
)
_NUMBER = r"(?:\d[\d,]*(?:\.\d+)?%?|[零一二两三四五六七八九十百千万]+)"
_OPERATOR = r"(?:[+*×÷x^]|加上?|减去?|乘以?|除以?|plus|minus|times|dividedby|multipliedby)"
_RESULT = r"(?:等于|=|是|得|为)?(?:多少|几|什么)?"
_SUM = (
    rf"(?:{_PLEASE}(?:计算|算)(?:一?下)?|whatis|what's|calculate"
    rf"|compute)?\(*{_NUMBER}(?:[)(]*{_OPERATOR}[)(]*{_NUMBER})+\)*{_RESULT}"
    rf"|(?:{_PLEASE}(?:计算|算)(?:一?下)?)?\(*{_NUMBER}(?:[)(]*(?:{_OPERATOR}"
    rf"|[-/])[)(]*{_NUMBER})+\)*(?:等于|=)(?:多少|几|什么)?"
    rf"|{_NUMBER}的(?:平方根?|立方根?|{_NUMBER}次方|阶乘)(?:等于|是)?(?:多少|几)?"
)

# In order of weight: a text of several pieces is of the kind that comes last.
_KINDS: Mapping[SmallTalk, re.Pattern[str]] = {
    SmallTalk.GREETING: re.compile(_GREETING),
    SmallTalk.CHAT: re.compile(_CHAT),
    SmallTalk.THANKS: re.compile(_THANKS),
    SmallTalk.GOODBYE: re.compile(_GOODBYE),
    SmallTalk.ABOUT: re.compile(_ABOUT),
    SmallTalk.TASK: re.compile(_TASK),
}
_SUMS = re.compile(_SUM)
# Two pleasantries said in one breath: 多谢再见.
_PLEASANT = rf"(?:{_GREETING}|{_THANKS}|{_GOODBYE})"
_RUN = re.compile(rf"(?P<first>{_GREETING}|{_THANKS})(?P<last>{_PLEASANT})")
_STOP = re.compile(r"[,，。．.!！?？;；~～…\n]+|(?<=[\u4e00-\u9fff])\s+|\s+(?=[\u4e00-\u9fff])")
_LONGEST = 300
_OPENS = re.compile(
    rf"(?:{_GREETING})\s*(?:[,，。.!！?？~～;；:：\s]+|(?=(?:请问|想问|我想|咨询)))", re.IGNORECASE
)
_CLOSES = re.compile(
    rf"[,，。.!！?？~～;；\s]+(?:{_THANKS}|{_GOODBYE})\s*[,，。.!！?？~～;；\s]*", re.IGNORECASE
)


def small_talk(text: str) -> SmallTalk | None:
    """Return what kind of small talk a text is, ``None`` when it asks something of documents."""
    plain = _folded(text)
    if len(plain) > _LONGEST:
        return None
    if _SUMS.fullmatch(plain.rstrip("?？。!！ ").replace(" ", "")):
        return SmallTalk.TASK
    whole = _kind(plain.strip("?？。.!！,，~～ "))
    if whole is not None:
        return whole
    said = []
    for piece in filter(None, map(str.strip, _STOP.split(plain))):
        kind = _kind(piece)
        if kind is None:
            return None
        said.append(kind)
    return max(said, key=list(_KINDS).index, default=None)


def without_pleasantries(text: str) -> str:
    """Return a text without the greeting it opens with and the thanks it closes with.

    A text that is nothing else is returned as it is.
    """
    left = text.strip()
    opening = _OPENS.match(_same_length(left))
    left = left[opening.end() :] if opening else left
    closing = next((m for m in _CLOSES.finditer(_same_length(left)) if m.end() == len(left)), None)
    left = left[: closing.start()] if closing and closing.start() else left
    return left.strip() or text.strip()


def _kind(piece: str) -> SmallTalk | None:
    """Return what kind of small talk one piece is."""
    run = _RUN.fullmatch(piece)
    found = (kind for kind, pattern in _KINDS.items() if pattern.fullmatch(piece))
    return next(found, None) or (_kind(run["last"]) if run else None)


def _folded(text: str) -> str:
    return to_simplified(unicodedata.normalize("NFKC", text)).lower().strip()


def _same_length(text: str) -> str:
    """Return a text in simplified characters, character for character."""
    found = to_simplified(text).lower()
    return found if len(found) == len(text) else text
