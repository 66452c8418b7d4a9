"""Dates and ages. A span of time ("drie jaar gewacht") is neither, nor is coming of age ("tot je 18 bent")."""

import re
from collections.abc import Iterable, Iterator

from analysis.deidentify.numbers import CARDINAL, ORDINAL, SPOKEN_YEAR
from analysis.deidentify.patterns import Recogniser, compiled, lowered, one_of
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
_DAY = rf"(?:[0-3]?\d(?:e|ste|de)?|{CARDINAL}|{ORDINAL}|eerste|tweede)"
_DASH = r" ?[-/.–] ?"
_NUMBER_BEFORE, _NUMBER_AFTER = r"(?<![\w.,-])", r"(?![\w-]|[.,]\d)"
_WEEKDAY = one_of("maandag dinsdag woensdag donderdag vrijdag zaterdag zondag")
_BIRTH = r"\b(?:geboren|geb|geboortedatum|geboortedag|verjaardag|jarig)"
_SEASON = one_of("in sinds eind begin vanaf tot zomer winter voorjaar najaar herfst lente jaar")


def _date(rule: str, pattern: str) -> Recogniser:
    return Recogniser(rule, "DATE", compiled(pattern, cased=True))


DATES = (
    _date("date-words", rf"\b{_DAY}(?: van)?[ -]{_MONTHS}\b\.?(?:,?[ -]{_YEAR}\b)?"),
    _date("date-glued", rf"\b[0-3]?\de?{_MONTHS}(?:{_FULL_YEAR})?\b"),
    _date("date-month-first", rf"\b{_MONTHS} [0-3]?\d(?:st|nd|rd|th)?(?:,? {_YEAR})?\b(?! ?(?:uur|euro))"),
    _date("date-month-year", rf"\b{_MONTHS}\.?(?: van)? {_YEAR}\b"),
    _date("date-digits", rf"{_NUMBER_BEFORE}[0-3]?\d{_DASH}[01]?\d{_DASH}(?:{_FULL_YEAR}|['’]?\d\d){_NUMBER_AFTER}"),
    _date("date-blanks", rf"{_NUMBER_BEFORE}[0-3]?\d [01]?\d {_FULL_YEAR}{_NUMBER_AFTER}"),
    _date("date-iso", rf"{_NUMBER_BEFORE}{_FULL_YEAR}{_DASH}[01]?\d{_DASH}[0-3]?\d{_NUMBER_AFTER}"),
    _date(
        "date-short",
        rf"\b(?:op|van|jarig|geboren|datum|sinds|vanaf|per|d\.?d\.?|{_WEEKDAY})\b:? "
        r"(?P<hit>(?:[12]?\d|3[01]|0[1-9])[-/](?:0?[1-9]|1[0-2]))(?! ?(?:jaar|jr|uur|weken|keer|dagen|kinderen)\b|[\w/-]|[.,]\d)",
    ),
    _date(
        "birth-digits", rf"{_BIRTH}\b[^\d\n]{{0,20}}(?P<hit>\d{{6}}|\d{{8}}|\d{{1,2}} \d{{1,2}} ['’]?\d{{2,4}})(?!\d)"
    ),
    _date("birth-year-words", rf"{_BIRTH}\b[^\d\n.]{{0,20}}\b(?P<hit>{SPOKEN_YEAR})\b"),
    _date("year-born", rf"\b(?:geboren|geboortejaar|bouwjaar|born|doğum)\b[^\d\n.]{{0,25}}(?P<hit>{_YEAR})\b"),
    _date("year-then-born", rf"\b(?:in|uit|van) (?P<hit>{_YEAR}) geboren\b"),
    _date("year-of-birth", r"\b(?:ben|is|zijn|kom|ik|hij|zij|ze|wij|we) van (?P<hit>(?:19[3-9]|20[0-2])\d|['’]\d\d)\b"),
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
    r"maar|iets van|rond de|binnenkort|straks|morgen|ineens|opeens|dus|weer|zelf|ondertussen|intussen|amper|nauwelijks|"
    r"denk ik|geloof ik|volgens mij|wel|tegen de|"
    r"een jaar(?:tje)? of|ergens rond de|dit jaar|(?:vorige|deze|volgende|afgelopen|komende|die) "
    r"(?:week|maand|zomer|winter|keer|dag)|vorig jaar|volgend jaar|in (?:januari|februari|maart|april|mei|juni|juli|"
    r"augustus|september|oktober|november|december)) ){0,3}"
)
_YEARS = r"(?:jaar|jaartjes?|jr|j|jarige?)\b"
_WHO = r"(?:ik|hij|zij|ze|je|jij|u|die|wie)"
_BE = r"(?:ben|bent|is|was|word|wordt|werd|waren|zijn|werden)"
_NO_PERSON = ("het", "dit", "dat", "er", "wat", "deze", "cijfer", "nummer", "groep", "prijs", "tijd", "wachttijd")
_NOT_A_PERSON = "".join(rf"(?<!\b{word} )" for word in _NO_PERSON)
# What may follow an age; anything else and the number counts something: "was 7 uur", "ben drie keer".
_THEN = (
    r"(?=\s(?:geworden|toen|en|maar|als|want|dus|was|ben|is|werd|nu|of|terwijl|omdat|die|dat|met|zit|zat|woon|kwam|kon|"
    r"oud|jong|hij|zij|ze|ik|we|wij|je|moest|mocht|ging|kreeg|had|heeft|heb|wordt|wilde|waren|zijn|kwamen|stond|"
    r"haar|mijn|dan|pas|al|hoor|ofzo)\b|\s?[.,;:!?)\ufffc…]|\s*$|\s*\n)"
)
_CHILD = one_of(
    "meisje jongen jongetje jong kind kindje kinderen dochter dochtertje zoon zoontje zus zusje broer broertje baby "
    "peuter kleuter puber tiener man vrouw jongere leerling tweeling moeder vader iemand meid gast nichtje neefje "
    "kleinzoon kleindochter vriend vriendin eentje oudste jongste middelste kereltje mannetje ventje kleine pleegkind "
    "girl boy jochie joch kids jongens meisjes dochters zonen zoons broers zussen broertjes zusjes pubers tieners "
    "kleuters peuters leerlingen jongeren jongens kleinkinderen pleegkinderen stiefzoon stiefdochter pleegzoon "
    "pleegdochter neef nicht gozer meiske dreumes client cliënt oma opa vader papa mama klasgenoot baby's dochtertjes "
    "zoontjes halfbroer halfzus stiefbroer stiefzus bonuskind bonuszoon bonusdochter kindjes mensen ouder oom tante"
)
_UNIT = (
    r"(?:uur|uren|euro|km|kilometer|weken|week|dagen|dag|keer|maal|meter|m2|cm|kilo|kg|cent|procent|groepen|graden|minuten|min|"
    r"gesprekken|kinderen|mensen|gezinnen|personen|punten|plaatsen|plekken|nachten|maanden? (?!oud)|jaar "
    r"(?:geleden|lang|later|gewacht|"
    r"wachten|bezig)|(?:tot|-) ?\d|van de|havo|vwo|vmbo|mavo|mbo|hulpverleners|scholen|huizen|afspraken)"
)
_OTHER_UNIT = rf"(?! ?(?:%|€|{_UNIT}\b)|\d|[.:]\d\d)"
_MY = r"(?:mijn|m['’]n|mn|zijn|z['’]n|zn|haar|hun|je|jouw|d['’]r|de leeftijd van)"
_ENGLISH = one_of(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
)
_MINE = r"(?:mijn|m['’]n|onze|ons|zijn|z['’]n|haar|hun)"
_AGED_ABROAD = (
    r"(?:years?[ -]old|yrs? old|yaşında\w{0,4}|yaşımda\w{0,4}|jährig\w{0,3}|jahre alt|ans\b|años|lat\b|latek|"
    r"років|роки|рік|سنة|سنوات|عاما|عام|سال|ዓመት)"
)


# What a person has a third or fourth of; after any other word "sinds haar vierde" is an age.
_COUNTED = one_of(
    "school groep keer dag week maand klas poging gezin huis hulpverlener begeleider begeleidster coach kind zoon dochter baby "
    "gesprek afspraak plek traject jaar op stage baan opname intake behandeling therapeut psycholoog mentor juf ex man vrouw "
    "vriend vriendin pleeggezin adres woning kamer voogd brief aanvraag test diagnose medicijn verhuizing opleiding instelling"
)
_AT_MY = rf"\b(?:op|vanaf|sinds|rond|tot|voor|na|tegen) {_MY}"
_SMALL = one_of(
    "al had heb heeft ging moest woonde begon ik hij ze zij mocht kreeg werd was zat kwam liep stond raakte verloor overleed "
    "stopte werkte rookte dronk naar in bij uit van op thuis alleen weg niet geen nog echt gestopt pas mijn een het we "
    "wilde hebben moeten kan kon mag woon woont sinds tot met voor zonder daar hier"
)


def _age(rule: str, pattern: str) -> Recogniser:
    return Recogniser(rule, "AGE", compiled(pattern, cased=True))


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
    _age("age-become", rf"{_NOT_A_PERSON}\b(?:word|werd) {_WHO} {_NEARLY}(?P<hit>{_N}){_OTHER_UNIT}(?!\w)"),
    _age("age-became", rf"\b(?<!tot )(?<!als ){_WHO} (?:word|wordt|werd) {_NEARLY}(?P<hit>{_N})(?!\w){_OTHER_UNIT}"),
    _age("age-child-of", rf"\b{_CHILD} (?:toen )?van {_NEARLY}(?P<hit>{_N})(?!\w| jaar geleden){_OTHER_UNIT}"),
    _age("age-child-of-glued", rf"\b{_CHILD} van (?P<hit>\d{{1,2}}) ?{_YEARS}"),
    _age(
        "age-child-beside", rf"\b(?:{_CHILD}|ik),? ?[/-]? ?(?P<hit>{_N}) ?{_YEARS}(?! (?:geleden|lang|later|gewacht))"
    ),
    _age(
        "age-child-comma",
        rf"\b(?:{_CHILD}|ik|hij|zij|ze)(?:,| [/–-]) (?P<hit>{_N})(?=\s?[,;:.!?/)]| en \d| en {CARDINAL}\b|\s*$|\s*\n| [/–-] )",
    ),
    _age("age-child-row", rf"\b{_MINE} {_CHILD} (?:toen |net |pas |nu )?(?P<hit>{_N})(?=\s?[.,;!?)]|\s*$|\s*\n)"),
    _age(
        "age-child-young",
        rf"\b{_CHILD} (?:is|was|van) {_NEARLY}(?P<hit>{_N}|anderhalf)(?: (?:jaar|maanden|mnd|weken))?"
        r"(?=\s(?:oud|jong|en|toen|maar|die)\b|\s?[.,;!?)]|\s*$|\s*\n)",
    ),
    _age("age-child-was", rf"\b{_MINE} {_CHILD} {_NEARLY}(?P<hit>{_N}) (?:was|werd|is|wordt|geworden)\b"),
    _age("age-eldest", rf"\bde (?:oudste|jongste|middelste) {_NEARLY}(?P<hit>{_N})(?=\s?[.,;!?)]| en\b|\s*$|\s*\n)"),
    _age("age-feast", rf"\b(?P<hit>\d{{1,2}}(?:e|de|ste)|{ORDINAL}) (?:verjaardag|levensjaar)\b"),
    _age("age-nearly", rf"(?:^|[.!?,\n] ?)bijna (?P<hit>{_N})(?=\s?[.,;!?]| en\b|\s*$)"),
    _age("age-some", rf"\been jaar(?:tje)? of (?P<hit>{_N}) (?:geweest|oud|jong|toen)\b"),
    _age("age-my-years", rf"\bmet {_MY} (?P<hit>{_N}) jaar\b(?! (?:ervaring|wachten|hulp|lang))"),
    _age(
        "age-ours-of",
        rf"\b(?:onze|m['’]n|mijn|de mijne|(?:die|eentje|de kleine|het kind) van (?:mij|ons|haar|hem)) van "
        rf"(?P<hit>{_N})(?!\w){_OTHER_UNIT}",
    ),
    _age(
        "age-at",
        rf"\bmet (?P<hit>\d{{1,2}}|{CARDINAL})(?: jaar)? (?:was|ging|kwam|kreeg|werd|moest|mocht|woonde|begon|zat|"
        rf"kon|had|liep|belandde|raakte|stopte) (?:ik|hij|zij|ze)\b",
    ),
    _age(
        "age-first",
        rf"(?:^|[.!?\n] ?|\b(?:pas|net|nog maar|amper) )(?P<hit>{_N}) (?:jaar )?(?:was|ben|is|werd) (?:ik|hij|zij|ze|mijn|onze)\b",
    ),
    _age("age-between", rf"\b(?:tussen|van) {_MY} (?P<hit>\d{{1,2}}(?:e|de|ste)?|{ORDINAL}|{CARDINAL}) (?:en|tot) "),
    _age(
        "age-brackets",
        rf"\((?:[mvjx][ ,/]{{0,2}})?(?P<hit>\d{{1,2}}|{CARDINAL})(?: ?(?:jaar|jr\.?|j|mnd|maanden))?(?: oud)?"
        r"(?:, ?[^)\n]{1,20})?\)",
    ),
    _age("age-called", rf"\bleeftijd\b\W{{1,3}}(?:(?:is|van|was)\s)?(?P<hit>{_N})\b"),
    _age("age-ordinal", rf"{_AT_MY} (?P<hit>\d{{1,2}}(?:e|de|ste)|{ORDINAL})(?! ?{_COUNTED}\b|\w)"),
    _age("age-ordinal-with", rf"\bmet {_MY} (?P<hit>\d{{1,2}}(?:e|de|ste))(?! ?{_COUNTED}\b|\w)"),
    _age("age-birthday", rf"{_AT_MY} (?P<hit>\d{{1,2}}(?:e|de|ste)|{ORDINAL}) (?:verjaardag|jaar|levensjaar)\b"),
    _age(
        "age-number",
        rf"{_AT_MY} (?P<hit>\d{{1,2}}|{CARDINAL})(?: (?:verjaardag|jaar|levensjaar)\b|{_THEN}|(?= {_SMALL}\b))",
    ),
    _age("age-abroad", rf"(?<!\w)(?P<hit>\d{{1,2}}|{_ENGLISH})[ -]?{_AGED_ABROAD}"),
    _age(
        "age-english",
        r"\b(?:i am|i'm|i was|is|was|he's|she's|aged|age|turns|turned|at) (?:only |just |now |almost |already )?"
        r"(?P<hit>\d{1,2})(?=\s?[.,;!?)]|\s(?:and|when|but|now|years?|he|she|i|so)\b|\s*$)",
    ),
)


_AFTER_A_NAME = compiled(
    rf"(?:,? (?:toen )?van {_NEARLY}|, {_NEARLY}| ?\(| )(?P<hit>{_N})(?!\w){_OTHER_UNIT}(?!,\d)(?! jaar geleden)"
)
_ANY_NUMBER = compiled(
    rf"\d|{CARDINAL}|{ORDINAL}|eerste|tweede|anderhalf|tweeduizend|negentienhonderd|{_ENGLISH}", cased=True
)
_STANDS_ALONE = compiled(rf" ?{_YEARS}|\s?[,;)]|[.!?](?!\d)|\s*$|\s*\n| (?:was|werd|is|wordt)\b")
_AND_MORE = compiled(
    rf"(?:e|de|ste)?(?: ?{_YEARS})?(?:, ?| en | of |/| & | tot )(?:{_MY} )?(?P<hit>(?:{_N}|{ORDINAL})(?:e|de|"
    rf"ste)?)(?!\w){_OTHER_UNIT}"
)
_MORE_BEFORE = compiled(rf"(?<![\w.,])(?P<hit>{_N})(?:, ?| en | of )$")
_LONGEST_BEFORE = 24  # characters: the longest number word with its comma


def ages_beside(text: str, found: Iterable[Span]) -> Iterator[Span]:
    """Ages that only their surroundings tell: after a name ("Sem van 9"), and beside another age ("3, 5 en 8 jaar")."""
    text = lowered(text)
    for span in found:
        if span.label == "PERSON" and (match := _after_name(text, span.end)):
            yield _beside(match, "age-after-name")
            yield from _row(text, match.end("hit"))
        elif span.label == "AGE":
            yield from _row(text, span.end)
            yield from _row_before(text, span.start)


def _after_name(text: str, end: int) -> "re.Match[str] | None":
    match = _AFTER_A_NAME.match(text, end)
    if match is None or text[end : match.start("hit")] not in (" ", ", ", " ("):
        return match
    return match if _STANDS_ALONE.match(text, match.end("hit")) else None


def _beside(match: "re.Match[str]", rule: str) -> Span:
    return Span(match.start("hit"), match.end("hit"), "AGE", rule, 0.9, "auto")


def _row(text: str, end: int) -> Iterator[Span]:
    while match := _AND_MORE.match(text, end):
        yield _beside(match, "age-and-more")
        end = match.end("hit")


def _row_before(text: str, start: int) -> Iterator[Span]:
    while match := _MORE_BEFORE.search(text, max(0, start - _LONGEST_BEFORE), start):
        yield _beside(match, "age-and-more")
        start = match.start("hit")


def dates_and_ages(text: str) -> Iterator[Span]:
    """Every date and age in `text` that its own words tell; of an age only the number."""
    low = lowered(text)
    if not _ANY_NUMBER.search(low):
        return
    for recogniser in (*DATES, *AGES):
        yield from recogniser.find(low)
