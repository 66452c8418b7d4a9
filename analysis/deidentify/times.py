"""Dates and ages. A span of time ("drie jaar gewacht") is neither, nor is coming of age ("tot je 18 bent")."""

from collections.abc import Iterator

from analysis.deidentify.numbers import CARDINAL, ORDINAL
from analysis.deidentify.patterns import Recogniser, compiled, one_of
from analysis.records import Span

_MONTHS = one_of(
    "januari februari maart april mei juni juli augustus september oktober november december "
    "jan feb febr mrt apr jun jul aug sept sep okt nov dec "
    "january february march may june july august october "
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık "
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia "
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня "
    "يناير فبراير مارس أبريل ابريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"
)
_YEAR = r"(?:(?:19|20)\d\d|['’]\d\d)"
_FULL_YEAR = r"(?:19|20)\d\d"
_DAY = rf"(?:[0-3]?\d(?:e|ste|de)?|{CARDINAL}|{ORDINAL}|eerste|tweede)"
_DASH = r" ?[-/.–] ?"
_NUMBER_BEFORE, _NUMBER_AFTER = r"(?<![\w.,-])", r"(?![\w-]|[.,]\d)"
_SEASON = one_of("in sinds eind begin vanaf tot zomer winter voorjaar najaar herfst lente jaar")


def _date(rule: str, pattern: str) -> Recogniser:
    return Recogniser(rule, "DATE", compiled(pattern))


DATES = (
    _date("date-words", rf"\b{_DAY}(?: van)?[ -]{_MONTHS}\b\.?(?:,?[ -]{_YEAR}\b)?"),
    _date("date-month-first", rf"\b{_MONTHS} [0-3]?\d(?:st|nd|rd|th)?(?:,? {_YEAR})?\b(?! ?(?:uur|euro))"),
    _date("date-month-year", rf"\b{_MONTHS}\.?(?: van)? {_YEAR}\b"),
    _date("date-digits", rf"{_NUMBER_BEFORE}[0-3]?\d{_DASH}[01]?\d{_DASH}(?:{_FULL_YEAR}|\d\d){_NUMBER_AFTER}"),
    _date("date-iso", rf"{_NUMBER_BEFORE}{_FULL_YEAR}{_DASH}[01]?\d{_DASH}[0-3]?\d{_NUMBER_AFTER}"),
    _date("date-short", r"\b(?:op|van|jarig|geboren|datum)\b:? (?P<hit>[0-3]?\d[-/][01]?\d)(?![\w/-]|[.,]\d)"),
    _date("year-born", rf"\b(?:geboren|geboortejaar|bouwjaar|born|doğum)\b[^\d\n.]{{0,25}}(?P<hit>{_YEAR})\b"),
    _date("year-then-born", rf"\b(?:in|uit|van) (?P<hit>{_YEAR}) geboren\b"),
    _date("year-of-birth", r"\b(?:ben|is|zijn|kom|ik) van (?P<hit>(?:19[3-9]|20[0-2])\d|['’]\d\d)\b"),
    Recogniser(
        "year",
        "DATE",
        compiled(rf"\b{_SEASON} (?:van )?(?P<hit>20[0-3]\d)\b(?! ?(?:euro|keer))"),
        tier="review",
        confidence=0.5,
    ),
)

_N = rf"(?:\d{{1,2}}(?:[.,]\d|½)?|{CARDINAL})(?: ?(?:½|en een half|eneenhalf))?"
_NEARLY = (
    r"(?:(?:nu|net|pas|bijna|al|nog maar|nog|inmiddels|ook|toen|ongeveer|ruim|zo'?n|vandaag|gisteren|precies|eindelijk|"
    r"maar|iets van|rond de) ){0,3}"
)
_YEARS = r"(?:jaar|jaartjes?|jr|j|jarige?)\b"
_WHO = r"(?:ik|hij|zij|ze|je|jij|u|die|wie)"
_BE = r"(?:ben|bent|is|was|word|wordt|werd|waren|zijn|werden)"
_NO_PERSON = ("het", "dit", "dat", "er", "wat", "deze", "cijfer", "nummer", "groep", "prijs", "tijd", "wachttijd")
_NOT_A_PERSON = "".join(rf"(?<!\b{word} )" for word in _NO_PERSON)
# What may follow an age; anything else and the number counts something: "was 7 uur", "ben drie keer".
_THEN = (
    r"(?=\s(?:geworden|toen|en|maar|als|want|dus|was|ben|is|werd|nu|of|terwijl|omdat|die|dat|met|zit|zat|woon|kwam|kon|"
    r"oud|jong)\b|\s?[.,;:!?)\ufffc…]|\s*$|\s*\n)"
)
_CHILD = one_of(
    "meisje jongen jongetje jong kind kindje kinderen dochter dochtertje zoon zoontje zus zusje broer broertje baby "
    "peuter kleuter puber tiener man vrouw jongere leerling tweeling moeder vader iemand meid gast nichtje neefje "
    "kleinzoon kleindochter vriend vriendin eentje oudste jongste middelste kereltje mannetje ventje kleine pleegkind "
    "girl boy"
)
_OTHER_UNIT = r"(?! ?(?:uur|euro|km|%|weken|dagen|keer|meter|kilo|cent|procent|groepen)\b|\d)"
_MY = r"(?:mijn|m['’]n|mn|zijn|z['’]n|zn|haar|hun|je|jouw|d['’]r|de leeftijd van)"
_AGED_ABROAD = (
    r"(?:years?[ -]old|yrs? old|yaşında\w{0,4}|yaşımda\w{0,4}|jährig\w{0,3}|jahre alt|ans\b|años|lat\b|latek|"
    r"років|роки|рік|سنة|سنوات|عاما|عام|سال|ዓመት)"
)


def _age(rule: str, pattern: str, *, cased: bool = False) -> Recogniser:
    return Recogniser(rule, "AGE", compiled(pattern, cased=cased))


AGES = (
    _age("age-jarige", rf"\b(?P<hit>\d{{1,2}}|{CARDINAL})[ -]?jarige?n?\b"),
    _age("age-old", rf"\b(?P<hit>{_N}) ?(?:jaar|jr|jaartjes?|maanden|mnd)\.? (?:oud|jong|geworden)\b"),
    _age("age-years", rf"{_NOT_A_PERSON}\b(?:{_BE}|{_BE} {_WHO}) {_NEARLY}(?P<hit>{_N}) ?{_YEARS}{_THEN}"),
    _age(
        "age-when-years",
        rf"\b(?:{_WHO}|leeftijd van|vanaf|rond|toen) {_NEARLY}(?P<hit>{_N}) ?{_YEARS} (?:was|ben|is|werd)\b",
    ),
    _age("age-be", rf"{_NOT_A_PERSON}(?<=\w )\b{_BE} {_NEARLY}(?P<hit>{_N}){_THEN}"),
    _age("age-be-i", rf"\b{_BE} {_WHO} {_NEARLY}(?P<hit>{_N})(?: {_YEARS})?{_THEN}"),
    _age("age-i-n-was", rf"\b(?<!tot )(?<!als ){_WHO} {_NEARLY}(?P<hit>{_N}) (?:{_BE}|geworden)\b"),
    _age(
        "age-until",
        rf"\b(?:tot|als) {_WHO} {_NEARLY}(?P<hit>(?!18\b|achttien\b|21\b|eenentwintig\b){_N}) {_BE}\b",
    ),
    _age("age-child-of", rf"\b{_CHILD} van {_NEARLY}(?P<hit>{_N}){_OTHER_UNIT}\b"),
    _age("age-children-of", rf"\b{_CHILD} van {_N}(?:, {_N}){{0,4}} en (?P<hit>{_N})\b{_OTHER_UNIT}"),
    _age(
        "age-name-of", r"\b[A-ZÀ-Þ][a-zà-ÿ'-]{1,20}(?: van |, )(?P<hit>\d{1,2})(?=,|\)| jaar\b| jr\b| j\b)", cased=True
    ),
    _age(
        "age-brackets",
        rf"\((?:[mvjx][ ,/]{{0,2}})?(?P<hit>\d{{1,2}}|{CARDINAL})(?: ?(?:jaar|jr\.?|j|mnd|maanden))?(?: oud)?"
        r"(?:, ?[^)\n]{1,20})?\)",
    ),
    _age("age-called", rf"\bleeftijd\b\W{{1,3}}(?:(?:is|van|was)\s)?(?P<hit>{_N})\b"),
    _age(
        "age-ordinal",
        rf"\b(?:op|vanaf|sinds|rond|tot|voor|na|tegen) {_MY} (?P<hit>\d{{1,2}}(?:e|de|ste)?|{ORDINAL}|{CARDINAL})"
        rf"(?: (?:verjaardag|jaar|levensjaar)\b|{_THEN}|(?= (?:al|had|heb|heeft|ging|moest|woonde|begon|ik|hij|ze)\b))",
    ),
    _age("age-abroad", rf"(?<!\w)(?P<hit>\d{{1,2}})[ -]?{_AGED_ABROAD}"),
    _age(
        "age-english",
        r"\b(?:i am|i'm|i was|he is|she is|he was|she was|aged|age|when i was|turned) (?P<hit>\d{1,2})"
        r"(?=\s?[.,;!?)]|\s(?:and|when|but|now|years?)\b|\s*$)",
    ),
)


def dates_and_ages(text: str) -> Iterator[Span]:
    """Every date and age in `text`; of an age only the number."""
    for recogniser in (*DATES, *AGES):
        yield from recogniser.find(text)
