"""Made-up laws in two to four editions, and what is asked of them.

Every edition changes the figures of the laws' articles, and the history line under the title tells
what made it, in the ways such lines are printed. Some laws are repealed by a law of another name.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.text.numerals import write

__all__ = ["FAMILY_KINDS", "Asked", "MadeEdition", "MadeLaw", "make_families", "questions_of"]

FAMILY_KINDS = ("now", "as_of", "year", "made", "repealed")
"""How an edition is asked for: not at all, by ``as_of``, by a year, by when it was made; and of a
law that another one repealed, not at all and by ``as_of``."""
_CITIES = ("云澜市", "澄湖市", "青屿市", "霁川市", "岚浦市", "栖原市", "汐门市", "鹿台市")
_SUBJECTS = (
    ("停车管理", "违规停放机动车", "停车"),
    ("养犬管理", "未办理养犬登记", "养犬"),
    ("生活垃圾分类", "未分类投放生活垃圾", "垃圾分类"),
    ("户外广告设施管理", "擅自设置户外广告", "户外广告设置"),
    ("烟花爆竹燃放", "在禁放区域燃放烟花爆竹", "烟花爆竹燃放"),
    ("城市绿化", "擅自占用城市绿地", "城市绿化"),
    ("河道保护", "向河道倾倒废弃物", "河道保护"),
    ("物业服务", "挪用维修资金", "物业服务"),
)
_KINDS = ("条例", "管理办法", "规定")
_MAKERS = {"条例": "人民代表大会常务委员会第{n}次会议"}
_THIS_YEAR = 2026
_DAYS_TO_BEGIN = 90
_BODY = """第一条　为了规范{matter}工作，制定本{kind}。

第二条　本市行政区域内的{matter}活动，适用本{kind}。

第三条　市城市管理部门负责{matter}的监督管理。

第四条　申请{matter}许可的，主管部门应当自受理之日起{days}日内作出决定。

第五条　从事{matter}活动的单位，应当每年向主管部门报告{reports}次。

第六条　违反本{kind}规定，{breach}的，由城市管理部门处{fine}元罚款。

第七条　本{kind}自{begins}起施行。{repeals}
"""


@dataclass(frozen=True, slots=True)
class MadeEdition:
    """One text of a made-up law.

    :param made: the date of the event that made it; ``begins``: since when it holds; ``ends``: the
        day from which the next text holds, "" for the newest.
    :param verb: 通过, 修正, 修订, or 公布 of a text that is made anew under the same title.
    :param figures: of its articles, by their numbers.
    """

    source: str
    text: str
    made: datetime.date
    begins: datetime.date
    ends: str
    verb: str
    figures: dict[int, str]


@dataclass(frozen=True, slots=True)
class MadeLaw:
    """A made-up law.

    :param breach: what its penalty is for; ``repealed_by``: the text of another law that repeals
        it, ``None`` where it holds; ``repealed``: since when.
    """

    title: str
    breach: str
    editions: tuple[MadeEdition, ...]
    repealed_by: tuple[str, str] | None = None
    repealed: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the file its answer stands in and the figure that tells it from the others."""

    kind: str
    question: str
    source: str
    figure: str
    as_of: str = ""


def make_families(count: int, seed: int) -> list[MadeLaw]:
    """Return so many made-up laws, each in two to four editions."""
    chance = random.Random(seed)  # noqa: S311 - a fixed draw, nothing secret
    names = [(c, s, k) for c in _CITIES for s in _SUBJECTS for k in _KINDS]
    return [_law(n, *name, chance) for n, name in enumerate(chance.sample(names, count))]


def questions_of(law: MadeLaw, seed: int) -> Iterator[Asked]:
    """Yield what is asked of a law: of each of its editions, and of the one that holds."""
    chance = random.Random(f"{seed} {law.title}")  # noqa: S311 - a fixed draw, nothing secret
    newest = law.editions[-1]
    yield _asked("repealed" if law.repealed else "now", law, newest, chance)
    for edition in law.editions:
        day = _day_within(edition, law.repealed, chance)
        yield _asked("repealed" if law.repealed else "as_of", law, edition, chance, as_of=day)
        year = _whole_year(edition, law.repealed)
        if year:
            yield _asked("year", law, edition, chance, before=f"{year}年时，")
        alone = sum(e.made.year == edition.made.year for e in law.editions) == 1
        if edition.verb in ("修正", "修订") and alone:
            name = f"{law.title}（{edition.made.year}年{edition.verb}）"
            yield _asked("made", law, edition, chance, name=name)


def _law(
    n: int, city: str, subject: tuple[str, str, str], kind: str, chance: random.Random
) -> MadeLaw:
    about, breach, matter = subject
    title = f"{city}{about.removesuffix('管理') if kind == '管理办法' else about}{kind}"
    events = _events(chance)
    ends = [str(_begins(verb, day)) for verb, day in events[1:]]
    editions = []
    for at, (verb, made) in enumerate(events):
        begins = _begins(verb, made)
        figures = _figures(at, chance)
        whole, since = _last_whole(events[: at + 1])
        printed = begins if verb != "修正" else _begins(whole, since)
        anew = f"{_han(events[0][1])}公布的《{title}》同时废止。" if whole == "公布" else ""
        body = _BODY.format(
            matter=matter, kind=kind[-2:], breach=breach, begins=_han(printed), repeals=anew,
            days=figures[4], reports=figures[5], fine=figures[6],
        )  # fmt: skip
        told = [e for e in events[: at + 1] if whole != "公布" or e[1] >= since]
        text = f"{title}\n\n{_history(city, title, kind, told, chance)}\n\n{body}"
        end = ends[at] if at < len(ends) else ""
        editions.append(MadeEdition(f"{n}-{at}.txt", text, made, begins, end, verb, figures))
    repealed = n % 5 == 4
    return MadeLaw(
        title,
        breach,
        tuple(editions),
        *(_repeal(n, city, matter, title, events) if repealed else ()),
    )


def _events(chance: random.Random) -> list[tuple[str, datetime.date]]:
    """Return what made each edition: its verb and its date, some of them twice in one year."""
    count = chance.randint(2, 4)
    years = sorted(chance.sample(range(2004, _THIS_YEAR - 3, 3), count))
    if count > 2 and chance.random() < 0.2:
        years[-1] = years[-2]
    days = sorted(
        datetime.date(year, chance.randint(1, 3) + 8 * (at % 2), chance.randint(1, 28))
        for at, year in enumerate(years)
    )
    verbs = ["通过", *(chance.choice(("修正", "修正", "修订", "公布")) for _ in days[1:])]
    return list(zip(verbs, days, strict=True))


def _begins(verb: str, made: datetime.date) -> datetime.date:
    """Return since when a text holds: a correction from its day, a whole text from later on."""
    if verb == "修正":
        return made
    later = made + datetime.timedelta(days=_DAYS_TO_BEGIN)
    return later.replace(day=1)


def _last_whole(events: Sequence[tuple[str, datetime.date]]) -> tuple[str, datetime.date]:
    return next(event for event in reversed(events) if event[0] != "修正")


def _figures(at: int, chance: random.Random) -> dict[int, str]:
    """Return the figures of an edition, no two editions' alike."""
    return {
        4: str(10 * (at + 1) + chance.randint(1, 9)),
        5: str(at + 2),
        6: str(100 * (3 * at + chance.randint(1, 3))),
    }


def _history(
    city: str,
    title: str,
    kind: str,
    events: Sequence[tuple[str, datetime.date]],
    chance: random.Random,
) -> str:
    """Return the history line under a title, on one line or on several."""
    meeting = f"{city}第十五届人民代表大会常务委员会第{write(chance.randint(2, 40))}次会议"
    order = f"{city}人民政府令第{chance.randint(10, 300)}号"
    told, changed = [], 0
    for verb, day in events:
        if verb in ("通过", "公布"):
            told.append(
                f"{_han(day)}{meeting}通过" if kind == "条例" else f"{_han(day)}{order}公布"
            )
        elif verb == "修订":
            told.append(
                f"{_han(day)}{meeting}修订　自{_han(_begins(verb, day))}起施行"
                if kind == "条例"
                else f"{_han(day)}{order}修订"
            )
        else:
            changed += 1
            which = f"第{write(changed)}次" if chance.random() < 0.5 else ""
            by = f"《关于修改〈{title}〉的决定》"
            told.append(f"根据{_han(day)}{meeting if kind == '条例' else order}{by}{which}修正")
    joint = chance.choice(("　", "\n", "　"))
    return f"（{joint.join(told)}）"


def _repeal(
    n: int, city: str, matter: str, title: str, events: Sequence[tuple[str, datetime.date]]
) -> tuple[tuple[str, str], str]:
    """Return the file of a law of another name that repeals one, and since when."""
    made = datetime.date(events[-1][1].year + 2, 3, 9)
    begins = _begins("通过", made)
    text = _BODY.format(
        matter=matter, kind="条例", breach="违反秩序", days=88, reports=9, fine=7777,
        begins=_han(begins), repeals=f"{_han(events[0][1])}公布的《{title}》同时废止。",
    )  # fmt: skip
    head = f"（{_han(made)}{city}第十六届人民代表大会常务委员会第三次会议通过）"
    return (f"{n}-repeals.txt", f"{city}{matter}促进条例\n\n{head}\n\n{text}"), str(begins)


def _asked(
    kind: str,
    law: MadeLaw,
    edition: MadeEdition,
    chance: random.Random,
    *,
    as_of: str = "",
    before: str = "",
    name: str = "",
) -> Asked:
    """Return a question for an article by its number, or for the fact that it lays down."""
    number = chance.choice((4, 5, 6, 6))
    article = f"第{write(number)}条"
    asks = [
        f"{before}{name or law.title}{article}",
        f"{before}《{name or law.title}》{article}是怎么规定的",
    ]
    if number == 6 and not name:
        asks = [f"{before}{law.title}规定，{law.breach}罚款多少元"]
    question = chance.choice(asks)
    return Asked(kind, question, edition.source, edition.figures[number], as_of)


def _day_within(edition: MadeEdition, repealed: str, chance: random.Random) -> str:
    end = edition.ends or repealed or f"{_THIS_YEAR}-01-01"
    days = (datetime.date.fromisoformat(end) - edition.begins).days
    return str(edition.begins + datetime.timedelta(days=chance.randint(0, max(0, days - 1))))


def _whole_year(edition: MadeEdition, repealed: str) -> int:
    """Return a year on every day of which an edition holds, 0 where there is none."""
    year = edition.begins.year + 1
    end = edition.ends or repealed or f"{_THIS_YEAR}-01-01"
    return year if f"{year}-12-31" < end else 0


def _han(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
