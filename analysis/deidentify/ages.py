"""Ages. A span of time ("drie jaar gewacht") is none, nor is coming of age ("tot je 18 bent")."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from analysis.deidentify.numbers import CARDINAL, HALVES, NOTHING_COUNTED, ORDINAL
from analysis.deidentify.patterns import Recogniser, compiled, lowered, one_of
from analysis.records import Span

_N = rf"(?:\d{{1,2}}(?:[.,]\d|½)?|{HALVES}|{CARDINAL}|één)(?: ?(?:½|en een half|eneenhalf))?"
_SPAN_OF_TIME = (
    rf"(?:over|na|binnen) (?:\d{{1,2}}|{CARDINAL}|een|één|een paar) (?:dag|dagen|week|weken|maand|maanden|jaar)"
)
_SOMEWHERE = (  # "werd in de kliniek 15", but not "is in groep 8"
    r"(?:in|op|bij|van) (?:de |het |een |mijn )?"
    r"(?!(?:groep|klas|kamer|fase|nummer|havo|vwo|vmbo|mavo|mbo|leerjaar|jaar|week|dag|stap|punt|niveau|plaats|plek|ronde|lijn|bus)\b)"
    r"[^\W\d_]{2,15}"
)
_NEARLY = (
    r"(?:(?:nu|net|pas|bijna|al|alweer|nog maar|nog niet eens|nog geen|geen|nog|"
    r"daar|hier|thuis|inmiddels|ook|toen|ongeveer|ruim|zo'?n|vandaag|"
    r"gisteren|gister|precies|eindelijk|maar|maar net|iets van|rond de|binnenkort|straks|morgen|ineens|opeens|dus|weer|zelf|"
    r"ondertussen|intussen|amper|nauwelijks|krap|goed|zowat|haast|officieel|gewoon|eigenlijk|onlangs|laatst|geloof ik|"
    r"op \d{1,2}[-/]\d{1,2}|op \d{1,2} [a-z]{3,9}|denk ik|dacht ik|volgens mij|wel|tegen de|zeg maar|eh|ehm|uh|"
    r"een jaar(?:tje)? of|ergens rond de|dit jaar|(?:vorige|deze|volgende|afgelopen|komende|die) "
    r"(?:week|maand|zomer|winter|keer|dag)|vorig jaar|volgend jaar|in (?:januari|februari|maart|april|mei|juni|juli|"
    rf"augustus|september|oktober|november|december)|{_SPAN_OF_TIME}|{_SOMEWHERE}) ){{0,4}}"
)
# From these on the law gives rights: "als je 16 bent mag je meepraten" tells nobody's age.
_BY_LAW = one_of("12 twaalf 16 zestien 18 achttien 21 eenentwintig")
_OF_AGE = one_of("18 achttien 21 eenentwintig")
_TEEN = one_of("elf twaalf dertien veertien vijftien zestien zeventien achttien negentien")
_YEARS = r"(?:jaar|jaren|jaartjes?|jr|j|jarige?)\b"
_WHO = r"(?:ik|hij|zij|ze|je|jij|u|die|wie|hai|zai|e|k|'k)"
_BE = r"(?:k?ben|bin|bent|is|k?was|k?word|wordt|k?werd|waren|zijn|werden)"
_TIMES = ("dagen", "weken", "maanden", "jaren", "uren", "tijd", "wachttijd")
_NO_PERSON = (*_TIMES, "het", "dit", "dat", "er", "wat", "deze", "cijfer", "nummer", "groep", "prijs")
_NOT_A_PERSON = "".join(rf"(?<!\b{word} )" for word in _NO_PERSON)
CHILD = one_of(
    "meisje jongen jongetje jong kind kindje kinderen dochter dochtertje zoon zoontje zus zusje broer broertje baby "
    "peuter kleuter puber tiener man vrouw jongere leerling tweeling moeder vader iemand meid gast nichtje neefje "
    "kleinzoon kleindochter vriend vriendin eentje oudste jongste middelste kereltje mannetje ventje kleine pleegkind "
    "girl boy jochie joch kids jongens meisjes dochters zonen zoons broers zussen broertjes zusjes pubers tieners "
    "kleuters peuters leerlingen jongeren jongens kleinkinderen pleegkinderen stiefzoon stiefdochter pleegzoon "
    "pleegdochter neef nicht gozer meiske dreumes client cliënt oma opa vader papa mama klasgenoot baby's dochtertjes "
    "zoontjes halfbroer halfzus stiefbroer stiefzus bonuskind bonuszoon bonusdochter kindjes mensen ouder oom tante "
    "kd kdn knd jgd jgn jgre dtr dtrs zn zns wicht wichtje jonkje mdr vdr mam pap ma pa jongeman wichter peutertje "
    "kleutertje kleintje tweelingbroer tweelingzus halfbroertje halfzusje stiefbroertje stiefzusje pleegbroer pleegzus "
    "kleinste grootste tweelingen drieling"
)
"""Whose age or year of birth follows: a child or another person."""
# "vader van drie" has three children.
_NOT_SO_MANY = (
    r"(?!(?:vader|moeder|papa|mama|pap|mam|pa|ma|ouder|opa|oma) van (?:[2-6]|twee|drie|vier|vijf|zes)\b(?! ?jaar))"
)
_UNIT = (
    r"(?:uur|uren|euro|km|kilometer|weken|week|dagen|dag|keer|maal|meter|m2|cm|kilo|kg|cent|procent|groepen|graden|minuten|min|"
    r"centimeter|mm|millimeter|liter|vierkante|kubieke|bladzijden|blz|ordners|bakken|dozen|koffers|tassen|"
    r"gesprekken|kinderen|mensen|gezinnen|personen|punten|plaatsen|plekken|nachten|maanden? (?!oud)|jaar "
    r"(?:geleden|lang|later|gewacht|"
    r"wachten|bezig)|(?:tot|-) ?\d|van de|havo|vwo|vmbo|mavo|mbo|hulpverleners|scholen|huizen|afspraken)"
)
_OTHER_UNIT = rf"(?! ?(?:%|€|{_UNIT}\b)|\d|[.:]\d\d)"
_NO_DURATION = r"(?! (?:geleden|lang|later|gewacht|wachten|wacht|bezig|ervaring|onderweg|hulp|therapie|begeleiding)\b)"
# "ik kom al drie jaar bij hen" is how long.
_NO_SERVICE = rf"(?!(?:nu )?(?:al|alweer|ruim|bijna) {_N} ?{_YEARS} (?:bij|met|in|op|aan|als|voor|geen|niet)\b)"
_MY = r"(?:mijn|m['’]n|mn|zijn|z['’]n|zn|haar|hun|je|jouw|d['’]r|de leeftijd van)"
_ENGLISH = one_of(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
)
_MINE = r"(?:mijn|m['’]n|mn|me|onze|ons|zijn|z['’]n|zn|haar|hun)"
_AGED_ABROAD = (
    r"(?:years?[ -]old|yrs? old|yaşında\w{0,4}|yaşımda\w{0,4}|jährig\w{0,3}|jahre alt|ans\b|años|lat\b|latek|"
    r"років|роки|рік|سنة|سنوات|عاما|عام|سال|ዓመት)"
)
_AT_MY = rf"\b(?:op|vanaf|sinds|rond|tot|voor|na|tegen) {_MY}"
# What a person has a third or fourth of; after any other word "sinds haar vierde" is an age.
_COUNTED = one_of(
    "school groep keer dag week maand klas poging gezin huis hulpverlener begeleider begeleidster coach kind zoon dochter baby "
    "gesprek afspraak plek traject jaar op stage baan opname intake behandeling therapeut psycholoog mentor juf ex man vrouw "
    "vriend vriendin pleeggezin adres woning kamer voogd brief aanvraag test diagnose medicijn verhuizing opleiding instelling"
)


def _age(rule: str, pattern: str) -> Recogniser:
    return Recogniser(rule, "AGE", compiled(pattern, cased=True))


RECOGNISERS = (
    _age("age-jarige", rf"\b(?P<hit>\d{{1,2}}|{CARDINAL})[ -]?jarige?n?\b"),
    _age("age-old", rf"\b(?P<hit>{_N}) ?(?:jaar|jr|jaren|jaartjes?|maanden|mnd|weken)\.? (?:oud|jong|geworden)\b"),
    _age(
        "age-short-years",
        rf"(?<!al )(?<!na )(?<!in )(?<!per )(?<!over )(?<!ruim )(?<!elke )(?<!sinds )(?<!duurde )(?<![\d.,-])\b"
        rf"(?P<hit>\d{{1,2}}) ?jr\b\.?{_NO_DURATION}",
    ),
    _age(
        "age-years",
        rf"{_NOT_A_PERSON}\b(?:{_BE}|{_BE} {_WHO}) {_NEARLY}(?P<hit>{_N}) ?{_YEARS}(?=\.?){NOTHING_COUNTED}",
    ),
    _age(
        "age-who-years",
        rf"\b(?:ik|hij|zij|ze),? {_NO_SERVICE}{_NEARLY}(?P<hit>{_N}) ?{_YEARS}{_NO_DURATION}{NOTHING_COUNTED}",
    ),
    _age(
        "age-when-years",
        rf"\b(?:{_WHO}|leeftijd van|vanaf|rond|toen) {_NEARLY}(?P<hit>{_N}) ?{_YEARS} (?:was|ben|is|werd)\b",
    ),
    _age("age-be", rf"{_NOT_A_PERSON}\b{_BE} {_NEARLY}(?P<hit>{_N}){NOTHING_COUNTED}(?! bij (?:\d|{CARDINAL}))"),
    _age("age-be-i", rf"\b{_BE} {_WHO} {_NEARLY}(?P<hit>{_N})(?: {_YEARS})?{NOTHING_COUNTED}"),
    _age("age-i-n-was", rf"\b(?<!tot )(?<!als ){_WHO} {_NEARLY}(?P<hit>{_N}) (?:{_BE}|geworden)\b"),
    _age(
        "age-until",
        rf"\b(?:tot|als) (?:(?:je|jij|u) {_NEARLY}(?!{_BY_LAW}\b)|(?!(?:je|jij|u) ){_WHO} {_NEARLY}(?!{_OF_AGE}\b))"
        rf"(?P<hit>{_N}) {_BE}\b",
    ),
    _age("age-become", rf"{_NOT_A_PERSON}\b(?:word|werd) {_WHO} {_NEARLY}(?P<hit>{_N}){_OTHER_UNIT}(?!\w)"),
    _age("age-became", rf"\b(?<!tot )(?<!als ){_WHO} (?:word|wordt|werd) {_NEARLY}(?P<hit>{_N})(?!\w){_OTHER_UNIT}"),
    _age(
        "age-child-of",
        rf"{_NOT_SO_MANY}\b{CHILD} (?:toen )?van {_NEARLY}(?P<hit>{_N})(?!\w| jaar geleden){_OTHER_UNIT}",
    ),
    _age("age-child-months", rf"\b{CHILD} van {_NEARLY}(?P<hit>{_N}) (?:maand(?:en|jes)?|mnd|weken|weekjes|dagen)\b"),
    _age(
        "age-couple",
        rf"\b(?:stel|stelletje|echtpaar|koppel|ouderpaar) van {_NEARLY}(?P<hit>[1-9]\d)(?= (?:en|&) [1-9]\d\b)",
    ),
    _age("age-child-of-glued", rf"\b{CHILD} van (?P<hit>\d{{1,2}}) ?{_YEARS}"),
    _age("age-child-beside", rf"\b{CHILD},? ?[/-]? ?(?P<hit>{_N}) ?{_YEARS}{_NO_DURATION}"),
    _age(
        "age-child-comma",
        rf"\b(?:{CHILD}|ik|hij|zij|ze)(?:,| [/–-]) {_NEARLY}(?P<hit>{_N})"
        rf"(?=\s?[,;:.!?/)]| en \d| en {CARDINAL}\b|\s*$|\s*\n| [/–-] )",
    ),
    _age(
        "age-child-row",
        rf"\b{_MINE} (?!(?:oudste|jongste|kleinste|grootste) (?:twee|drie|vier|vijf)\b){CHILD} {_NEARLY}"
        rf"(?P<hit>{_N}){NOTHING_COUNTED}",
    ),
    _age(
        "age-child-young",
        rf"{_NOT_SO_MANY}\b{CHILD} (?:is|was|van) {_NEARLY}(?P<hit>{_N})(?: (?:jaar|maanden|mnd|weken))?"
        r"(?=\s(?:oud|jong|en|toen|maar|die)\b|\s?[.,;!?)]|\s*$|\s*\n)",
    ),
    _age("age-child-was", rf"\b{_MINE} {CHILD} {_NEARLY}(?P<hit>{_N}) (?:was|werd|is|wordt|geworden)\b"),
    _age("age-eldest", rf"\bde (?:oudste|jongste|middelste) {_NEARLY}(?P<hit>{_N})(?=\s?[.,;!?)]| en\b|\s*$|\s*\n)"),
    _age(
        "age-has-years",
        rf"\b(?:heeft|hebt|heb) {_NEARLY}(?P<hit>{_N}) ?{_YEARS}(?=\s(?:en|maar|hij|zij|ze)\b|\s?[.,;!?)]|\s*$|\s*\n)",
    ),
    _age("age-feast", rf"\b(?P<hit>\d{{1,2}}(?:e|de|ste)|{ORDINAL}) (?:verjaardag|levensjaar)\b"),
    _age("age-nearly", rf"(?:^|[.!?,\n] ?)bijna (?P<hit>{_N})(?=\s?[.,;!?]| en\b|\s*$)"),
    _age("age-nearly-in-brackets", rf"\(bijna (?P<hit>{_N})(?: ?{_YEARS})?\)"),
    _age("age-became-at-last", rf"(?<!\been )(?<!\ber )(?<!\d )(?<!\bhet )\b(?P<hit>{_N}) geworden\b"),
    _age(
        "age-felt",
        rf"\bvoel(?:t|de)? (?:me|mij|mezelf|zich) (?:soms |net |weer |nog |pas )?(?P<hit>{_N}){NOTHING_COUNTED}",
    ),
    _age(
        "age-from",
        rf"\bvanaf (?P<hit>{_N}) jaar (?:was|zit|zat|ging|kreeg|woon|woont|woonde|is|ben|heeft|had|heb|krijgt)\b",
    ),
    _age(
        "age-little-one",
        rf"\b(?!(?:briefje|biljetje|huisje|kamertje|rijtje|groepje|klasje|lijstje|stukje|clubje|cijfertje)\b)"
        rf"[^\W\d_]{{2,15}}(?:je|ie|ke) van {_NEARLY}(?P<hit>{_N}){NOTHING_COUNTED}",
    ),
    _age("age-turned", rf"\b(?:net|pas|bijna|al|onlangs|nu) (?P<hit>{_N}) (?:was |is |ben )?geworden\b"),
    _age("age-some", rf"\been jaar(?:tje)? of (?P<hit>{_N}) (?:geweest|oud|jong|toen)\b"),
    _age("age-my-years", rf"\bmet {_MY} (?P<hit>{_N}) jaar\b(?! (?:ervaring|wachten|hulp|lang))"),
    _age(
        "age-ours-of",
        rf"\b(?:onze|m['’]n|mijn|de mijne|(?:die|eentje|de kleine|het kind) van (?:mij|ons|haar|hem)) van "
        rf"(?P<hit>{_N})(?!\w){_OTHER_UNIT}",
    ),
    _age(
        "age-at",
        rf"\b(?:met|op) (?P<hit>\d{{1,2}}|{CARDINAL})(?: jaar)? (?!(?:{_UNIT})\b)[^\W\d_]{{2,14}} (?:ik|hij|zij|ze)\b",
    ),
    _age(
        "age-first",
        rf"(?:^|[.!?\n] ?|\b(?:pas|net|nog maar|amper) )(?P<hit>{_N}) (?:jaar )?(?:was|ben|is|werd) (?:ik|hij|zij|ze|mijn|onze)\b",
    ),
    _age("age-between", rf"\b(?:tussen|van) {_MY} (?P<hit>\d{{1,2}}(?:e|de|ste)?|{ORDINAL}|{CARDINAL}) (?:en|tot) "),
    _age(
        "age-brackets",
        rf"\((?:[mvjx][ ,/]{{0,2}})?(?P<hit>\d{{1,2}}|{HALVES}|{CARDINAL})(?: ?(?:jaar|jr\.?|j|mnd|maanden))?(?: oud)?"
        rf"(?=(?:(?:, ?| ?/ ?| en | of | & )\d{{1,2}}(?: ?{_YEARS})?){{0,4}}(?:, ?[^)\n]{{1,20}})?\))",
    ),
    _age(
        "age-must-have-been",
        rf"\b(?:moet|moest|zal|zou|kan) (?:ik |hij |zij |ze )?{_NEARLY}(?P<hit>{_N}) (?:zijn |geworden )",
    ),
    _age(
        "age-and-no-more",
        rf"(?:^|[.!?\n] ?)(?P<hit>1[1-9]|{_TEEN}) jaar(?: oud)?(?=,| en (?:nog |al )?(?:geen|niet|alleen|moe)\b)",
    ),
    _age("age-called", rf"\b(?:leeftijd|lft\.?)(?!\w)\W{{1,3}}(?:(?:is|van|was)\s)?(?P<hit>{_N})\b"),
    _age(
        "age-ordinal",
        rf"{_AT_MY} (?!(?<=je )(?:(?:12|16|18)e|18de|21ste|21e|achttiende)\b)"
        rf"(?P<hit>\d{{1,2}}(?:e|de|ste)|{ORDINAL})(?! ?{_COUNTED}\b|\w)",
    ),
    _age("age-ordinal-with", rf"\bmet {_MY} (?P<hit>\d{{1,2}}(?:e|de|ste))(?! ?{_COUNTED}\b|\w)"),
    _age("age-birthday", rf"{_AT_MY} (?P<hit>\d{{1,2}}(?:e|de|ste)|{ORDINAL}) (?:verjaardag|jaar|levensjaar)\b"),
    _age(
        "age-number",
        rf"{_AT_MY} (?<!tot je )(?<!voor je )(?<!na je )(?<!vanaf je )(?P<hit>\d{{1,2}}|{CARDINAL})"
        rf"(?: (?:verjaardag|jaar|levensjaar)\b|{NOTHING_COUNTED})",
    ),
    _age("age-abroad", rf"(?<!\w)(?P<hit>\d{{1,2}}|{_ENGLISH})[ -]?{_AGED_ABROAD}"),
    _age(
        "age-english",
        r"\b(?:i am|i'm|i was|is|was|he's|she's|aged|age|turns|turned|at) (?:only |just |now |almost |already )?"
        r"(?P<hit>\d{1,2})(?=\s?[.,;!?)]|\s(?:and|when|but|now|years?|he|she|i|so)\b|\s*$)",
    ),
    _age(
        "age-english-words",
        r"\b(?:i am|i'm|i was|he is|she is|he was|she was|he's|she's|who is|who was|aged|turned) "
        rf"(?:only |just |now |almost |already )?(?P<hit>{_ENGLISH})(?=\s?[.,;!?)]|\s(?:and|when|but|now)\b|\s*$)",
    ),
)

_ANY_CHILD = compiled(rf"\b{CHILD}\b", cased=True)
_OF_A_CHILD = (
    "age-child-of",
    "age-child-of-glued",
    "age-child-beside",
    "age-child-row",
    "age-child-young",
    "age-child-was",
)
_WITHOUT_CHILD = tuple(recogniser for recogniser in RECOGNISERS if recogniser.rule not in _OF_A_CHILD)
_AFTER_A_NAME = compiled(
    rf"(?:,? (?:toen )?van {_NEARLY}|,? {_NEARLY}| ?\()(?P<hit>{_N})(?!\w){_OTHER_UNIT}(?!,\d)(?! jaar geleden)"
)
_BECAME_AFTER_A_NAME = compiled(
    rf" (?:werd|wordt|was|is) {_NEARLY}(?P<hit>{_N})(?:{NOTHING_COUNTED}|(?= (?:op|in|bij) (?:de|het|een|mijn|onze)\b))"
)
_MONTHS_AFTER_A_NAME = compiled(rf",? van {_NEARLY}(?P<hit>{_N}) (?:maand(?:en|jes)?|mnd|weken|weekjes|dagen)\b")
_STANDS_ALONE = compiled(
    rf" ?{_YEARS}(?! (?:[a-z]{{0,8}}ge|be|ver|ont|her)[a-zëéïö]{{2,20}}(?:d|t|en)\b)|"
    rf"\s?[,;)/]|[.!?](?!\d)|\s*$|\s*\n| (?:was|werd|is|wordt|geworden|toen|en \d{{1,2}}\b|en {CARDINAL})\b"
)
_AND_MORE = compiled(
    rf"(?:e|de|ste)?(?: ?{_YEARS})?(?:, ?| en | of | à |/| & | tot )(?:(?:{_MY}|bijna|net|nu) )?(?P<hit>(?:{_N}|{ORDINAL})(?:e|de|"
    rf"ste)?)(?!\w){_OTHER_UNIT}(?! (?:kids|{CHILD})\b)"
)
_MORE_BEFORE = compiled(rf"(?<![\w.,])(?P<hit>{_N})(?:, ?| en | of )$")
_LATER_IN_SENTENCE = compiled(
    rf"\b(?:bijna|nu|net|pas|toen|inmiddels|straks|(?:{_MINE} )?{CHILD}|ik|hij|zij|ze) (?:is |was |ben )?"
    rf"(?P<hit>{_N}){NOTHING_COUNTED}"
)
_HALF_AND_UNIT = compiled(rf"{HALVES} (?:jaar|jr|maanden?|weken)\b")
_SENTENCE_ENDS = re.compile(r"[.!?\n]")
_LONGEST_BEFORE = 24  # characters: the longest number word with its comma
_LONGEST_SENTENCE = 300  # characters that are looked through for another age


def ages_beside(text: str, found: Iterable[Span]) -> Iterator[Span]:
    """Ages that only their surroundings tell: after a name ("Sem van 9"), and beside another age ("3, 5 en 8 jaar")."""
    text = lowered(text)
    looked = 0  # up to where the sentence of an earlier age was looked through
    for span in sorted(found, key=lambda span: span.start):
        if span.label == "PERSON" and (match := _after_name(text, span.end)):
            yield _beside(match, "age-after-name")
            yield from _row(text, match.end("hit"))
        elif span.label == "AGE":
            yield from _row(text, span.end)
            yield from _row_before(text, span.start)
            if span.end >= looked:
                looked = _end_of_sentence(text, span.end)
                yield from _later(text, span.end, looked)


def _after_name(text: str, end: int) -> "re.Match[str] | None":
    match = _AFTER_A_NAME.match(text, end)
    if match is None:
        return _MONTHS_AFTER_A_NAME.match(text, end) or _BECAME_AFTER_A_NAME.match(text, end)
    if "(" in match.group() or " van " in match.group():
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


def _end_of_sentence(text: str, start: int) -> int:
    stop = _SENTENCE_ENDS.search(text, start, start + _LONGEST_SENTENCE)
    return stop.end() if stop else min(len(text), start + _LONGEST_SENTENCE)


def _later(text: str, start: int, end: int) -> Iterator[Span]:
    """A number that counts nothing in the same sentence: "ik ben 16, bijna 17"."""
    for match in _LATER_IN_SENTENCE.finditer(text, start, end):
        yield _beside(match, "age-later-in-sentence")


def _with_years(low: str, span: Span) -> Span:
    """A half with its unit, for "anderhalf" means nothing without: "anderhalf jaar"."""
    unit = _HALF_AND_UNIT.match(low, span.start)
    return replace(span, end=unit.end()) if unit and unit.end() > span.end else span


def ages(low: str, first: int, end: int) -> Iterator[Span]:
    """Every age in a stretch of a text in lower case that its own words tell; only the number, of a half its unit too."""
    for recogniser in RECOGNISERS if _ANY_CHILD.search(low, first, end) else _WITHOUT_CHILD:
        for span in recogniser.find(low, first, end):
            yield _with_years(low, span)
