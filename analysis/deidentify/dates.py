"""Dates: days, months with a year, birthdays, feasts, seasons, years."""

import itertools
from collections.abc import Iterator
from dataclasses import replace

from analysis.deidentify.ages import CHILD
from analysis.deidentify.numbers import CARDINAL, NOTHING_COUNTED, ORDINAL, SPOKEN_YEAR
from analysis.deidentify.patterns import Recogniser, compiled, one_of
from analysis.records import Span

_MONTHS = one_of(
    "januari februari maart april mei juni juli augustus september oktober november december "
    "jan feb febr mrt apr jun jul aug sept sep okt nov dec "
    "januarie febuari februarie agustus augustes sebtember septemer oktoober nobember desember "
    "january february march may june july august october "
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık "
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia "
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня "
    "يناير فبراير مارس أبريل ابريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"
)
_YEAR = rf"(?:(?:19|20)\d\d|['’]\d\d|{SPOKEN_YEAR})"
_FULL_YEAR = r"(?:19|20)\d\d"
_NTH = rf"(?:\d{{1,2}}(?:e|ste|de)|{ORDINAL}|eerste|tweede)"
_DAY = rf"(?:[0-3]?\d(?:e|ste|de)?|{CARDINAL}|{ORDINAL}|eerste|tweede)"
_DASH = r" ?[-/.–] ?"
_NUMBER_BEFORE, _NUMBER_AFTER = r"(?<![\w.,-])", r"(?![\w-]|[.,]\d)"
_WHOLE_WEEKDAY = one_of("maandag dinsdag woensdag donderdag vrijdag zaterdag zondag")
_WEEKDAY = rf"(?:{_WHOLE_WEEKDAY}|ma|di|wo|do|vr|za|zo)"
_BIRTH = r"\b(?:geboren|geb|geboortedatum|geboortedag|verjaardag|jarig)"
_SEASON_BEFORE = one_of(
    "in sinds eind begin vanaf tot zomer winter voorjaar najaar herfst lente jaar uit rond medio per na voor"
)
_PARTLY = r"(?:(?:begin|eind|einde|half|halverwege|midden|medio)\s)?"
_WHICH_YEAR = (
    r"(?: (?:vorig|dit|volgend|afgelopen|datzelfde) jaar| van (?:vorig|dit|dat) jaar| a\.s\.| j\.?l\.?(?!\w))?"
)
_SEASON = one_of(
    "zomer winter voorjaar najaar herfst lente zomervakantie kerstvakantie herfstvakantie voorjaarsvakantie meivakantie schooljaar"
)
_FEAST = one_of(
    "kerst kerstdag kerstavond kerstmis pasen paasdag pinksteren pinksterdag hemelvaart hemelvaartsdag oudjaar oudejaarsavond "
    "oudjaarsavond oudjaarsdag nieuwjaar nieuwjaarsdag koningsdag koninginnedag sinterklaas pakjesavond bevrijdingsdag "
    "suikerfeest offerfeest ramadan carnaval moederdag vaderdag halloween valentijnsdag"
)
_ITS_DAY = r"(?:\d{1,2}(?:e|de|ste)|[1-3]|eerste|tweede)"
_POSSESSIVE = one_of("mijn m'n mn zijn z'n zn haar d'r hun onze ons je jouw")
_ON_WEEKDAY = rf"(?:(?:(?:vorige|deze|volgende|afgelopen|komende) (?:week )?)?{_WEEKDAY}\.?,? )?"
_UP_TO = rf"(?:{_DAY}(?: {_MONTHS})? ?(?:t/m|tot en met|tot|of|op|en|[-–]) ?)?"
_AT = one_of("op van sinds vanaf tot voor na per rond t/m")


def _date(rule: str, pattern: str) -> Recogniser:
    return Recogniser(rule, "DATE", compiled(pattern, cased=True))


RECOGNISERS = (
    _date(
        "date-words",
        rf"\b{_ON_WEEKDAY}{_PARTLY}(?:(?:vorig|dit|volgend) jaar )?{_UP_TO}(?:de )?{_DAY}(?: van)?[ -]{_MONTHS}\b\.?"
        rf"(?:(?:,?[ -]| van | in ){_YEAR}\b)?{_WHICH_YEAR}",
    ),
    _date("date-glued", rf"\b[0-3]?\de?{_MONTHS}(?:{_FULL_YEAR})?\b"),
    _date("date-month-first", rf"\b{_MONTHS} [0-3]?\d(?:st|nd|rd|th)?(?:,? {_YEAR})?\b(?! ?(?:uur|euro))"),
    _date("date-month-year", rf"\b{_PARTLY}{_MONTHS}\.?(?: van| in)? {_YEAR}\b"),
    _date("date-year-then-month", rf"\b{_FULL_YEAR} in {_MONTHS}\b"),
    _date("date-year-then-month-said", rf"\b(?:vorig|dit|volgend|afgelopen) jaar (?:in |begin |eind )?{_MONTHS}\b"),
    _date("date-month-then-day", rf"\b{_MONTHS} (?:vorig|dit|volgend) jaar(?: de {_NTH})?"),
    _date(
        "date-week-of-month",
        rf"\b(?:de )?(?:{_NTH}|laatste) (?:week|weekend|dag|{_WHOLE_WEEKDAY}) (?:van|in) {_MONTHS}\b(?: {_YEAR}\b)?",
    ),
    _date("date-part-of-year", rf"\b(?:begin|eind|einde|half|midden|medio) (?:van |in )?{_FULL_YEAR}\b"),
    _date("date-season-year", rf"\b{_PARTLY}(?:(?:de|het) )?{_SEASON}(?: van| in)? {_YEAR}\b"),
    _date("date-feast-year", rf"\b(?:{_ITS_DAY} )?{_FEAST}(?: van| in)? {_YEAR}\b"),
    _date("date-digits", rf"{_NUMBER_BEFORE}[0-3]?\d{_DASH}[01]?\d{_DASH}(?:{_FULL_YEAR}|['’]?\d\d){_NUMBER_AFTER}"),
    _date("date-blanks", rf"{_NUMBER_BEFORE}[0-3]?\d [01]?\d {_FULL_YEAR}{_NUMBER_AFTER}"),
    _date("date-iso", rf"{_NUMBER_BEFORE}{_FULL_YEAR}{_DASH}[01]?\d{_DASH}[0-3]?\d{_NUMBER_AFTER}"),
    _date("date-month-digits", rf"(?<![\w.,/-])(?:0?[1-9]|1[0-2])[-/]{_FULL_YEAR}(?![\w/-]|[.,]\d)"),
    _date("date-month-iso", rf"(?<![\w.,/-]){_FULL_YEAR}[-/](?:0[1-9]|1[0-2])(?![\w/-]|[.,]\d)"),
    _date(
        "date-short",
        rf"(?<!\w)(?:{_AT}|jarig|geboren|datum|ingang|ingaande|d\.?d\.?|{_WEEKDAY})(?!\w):? "
        r"(?P<hit>(?:[12]?\d|3[01]|0[1-9])[-/](?:0?[1-9]|1[0-2]))(?! ?(?:jaar|jr|uur|weken|keer|dagen|kinderen)\b|[\w/-]|[.,]\d)",
    ),
    _date("date-short-day", r"(?<![\w.,/-])(?!24/7)(?:1[3-9]|2\d|3[01])/(?:0?[1-9]|1[0-2])(?![\w/-]|[.,]\d)"),
    _date("date-weekday-the-day", rf"\b{_WHOLE_WEEKDAY} de (?:\d{{1,2}}(?:e|ste|de)|{ORDINAL})(?!\w)"),
    _date("date-weekday-day", rf"\b{_WEEKDAY} (?P<hit>(?:de )?(?:[0-3]?\d(?:e|ste|de)|{ORDINAL})){NOTHING_COUNTED}"),
    _date("date-day-of-month", rf"\b{_AT} (?P<hit>de [1-3]\d(?:e|ste|de)){NOTHING_COUNTED}"),
    _date("birth-day", r"\b(?:jarig|geboren|verjaardag)\b[^.!?\d\n]{0,15}(?P<hit>de \d{1,2}(?:e|ste|de))(?!\w)"),
    _date("date-nth-of-nth", rf"\b(?:de )?(?:\d{{1,2}}e|{ORDINAL}) van de (?:\d{{1,2}}e|{ORDINAL}){NOTHING_COUNTED}"),
    _date("birthday", rf"\b(?:{_POSSESSIVE} )?{_NTH} verjaardag\b"),
    _date(
        "birth-digits", rf"{_BIRTH}\b[^\d\n]{{0,20}}(?P<hit>\d{{6}}|\d{{8}}|\d{{1,2}} \d{{1,2}} ['’]?\d{{2,4}})(?!\d)"
    ),
    _date("birth-year-words", rf"{_BIRTH}\b[^\d\n.]{{0,20}}\b(?P<hit>{SPOKEN_YEAR})\b"),
    _date("year-born", rf"\b(?:geboren|geboortejaar|bouwjaar|born|doğum)\b[^\d\n.]{{0,25}}(?P<hit>{_YEAR})\b"),
    _date("year-then-born", rf"\b(?:in|uit|van) (?P<hit>{_YEAR}) geboren\b"),
    _date("year-of-birth-child", rf"\b{CHILD} (?:is )?van (?P<hit>(?:19[3-9]|20[0-2])\d|['’]\d\d)\b"),
    _date("year-of-birth", r"\b(?:ben|is|zijn|kom|ik|hij|zij|ze|wij|we) van (?P<hit>(?:19[3-9]|20[0-2])\d|['’]\d\d)\b"),
    _date("year", rf"\b{_SEASON_BEFORE} (?:van )?(?P<hit>(?:19[4-9]|20[0-3])\d)\b(?! ?(?:euro|keer))"),
)


_TO = compiled(r" ?(?:t/m|tot en met|tot|-|–) ?")


def dates(low: str, first: int, end: int) -> Iterator[Span]:
    """Every date in a stretch of a text in lower case."""
    found = sorted(
        (span for recogniser in RECOGNISERS for span in recogniser.find(low, first, end)), key=lambda span: span.start
    )
    yield from found
    for one, other in itertools.pairwise(found):
        if _TO.fullmatch(low, one.end, other.start):
            yield replace(one, end=other.end, rule="date-to-date")
