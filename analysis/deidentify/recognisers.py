"""Ways to reach or look up somebody: telephone, e-mail, web address, BSN, IBAN and other numbers."""

import re
from collections.abc import Iterator

from analysis.deidentify.accounts import ACCOUNTS
from analysis.deidentify.numbers import DIGIT_WORD, SPOKEN_NUMBER
from analysis.deidentify.patterns import Recogniser, compiled
from analysis.records import Span

HELP_LINES = compiled(
    r"(?<![\d+-])(?:0(?:800|900|906|909)[ -]?\d{4}(?:[ -]?\d{3})?|14[ -]?0\d{2,3}|116[ -]?\d{3}|0113)"
    r"(?![\d-]|[.,]\d)"
)
"""Numbers of help lines and municipalities: they belong to nobody. 112 and its like are too short to be masked by mistake,
and "Stationsweg 112" is an address."""

_GAP = r"[ .()/_*,\u00a0\u2009\u202f\u2010-\u2015\u2212-]"
_TLD = r"(?:nl|com|net|org|eu|be|de|fr|uk|edu|info|me|io|tv|frl|email|online|live|gov)"
_DOT = r"(?:[(\[] ?(?:punt|dot) ?[)\]]|(?<!\w)(?:punt|dot)(?!\w))"
_AT = r"(?:[(\[]?(?:aap|apen?)[ -]?(?:staart(?:je)?)[)\]]?|[(\[{] ?at ?[)\]}]|at|@)"
_PROVIDER = r"(?:gmail|hotmail|outlook|live|ziggo|kpnmail|icloud|yahoo|xs4all|hetnet|telfort|home|planet|student)"


_HELP = frozenset({"112", "113", "114", "116", "144"})


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def is_bsn(text: str) -> bool:
    """Eight or nine digits that pass the "elfproef": 9a+8b+…+2h−i is a multiple of 11 (Logisch Ontwerp BSN, RvIG)."""
    digits = _digits(text).zfill(9)
    if len(digits) != 9 or not int(digits):
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 == 0


def _is_number_of_somebody(text: str) -> bool:
    """Not a span of years ("2019-2020"), not an amount ("1.000.000")."""
    if re.fullmatch(r"(?:19|20)\d\d[-/–](?:19|20)\d\d", text):
        return False
    return re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", text) is None


def _is_mixed(text: str) -> bool:
    """Letters and digits, five at least: a number plate."""
    return any(map(str.isdigit, text)) and any(map(str.isalpha, text)) and sum(map(str.isalnum, text)) >= 5


def _has_digits(text: str) -> bool:
    if text in _HELP:
        return False
    return len(_digits(text)) >= 3 and not re.fullmatch(r"(?:19|20)\d\d", text)


_BEARER = (
    r"(?:dossier|cli[eë]nt(?:en)?|zaak|klant|polis|pati[eë]nt(?:en)?|leerling|student(?:en)?|registratie|paspoort|rijbewijs|"
    r"vreemdelingen|beschikkings?|rekening|relatie|aanvraag|referentie|kaart|personeels|inschrijf|meldings?|lid|"
    r"order|id|v|case|file|"
    r"casus|traject|rapport|factuur|ticket|contract|parket|intake|besluit|bezwaar|incident|aangifte|verzekerden?)"
)
_KEYWORD = (
    rf"\b(?:{_BEARER}[ -]?(?:code|id|number|no\.?)|(?:[^\W\d_]{{1,25}}[ -]?)?(?:nummer|nr)|"
    r"kenteken(?:plaat)?|nummer(?:plaat|bord)|[^\W\d_]{0,20}kenmerk|referentie|iban)\b\.?"
)
_BETWEEN = r"(?:(?:is|was|met|nummer|nr\.?|no\.?|onder|heet|heeft) ){0,2}"
_NOT_COUNTED = r"(?! ?(?:euro|keer|kinderen|mensen|bladzijden|pagina's|uur|dagen|gezinnen|cli[eë]nten|%)|[.,]\d)"

RECOGNISERS = (
    Recogniser(
        "email", "EMAIL", compiled(r"(?<![\w.+%'-])[\w.+%'-]++\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"), sign="@"
    ),
    Recogniser(
        "email-spaced",
        "EMAIL",
        compiled(rf"(?<![\w.+%'-])[\w.+%'-]++ {{0,2}}@ {{0,2}}[\w-]{{1,63}} ?\. ?{_TLD}\b"),
        sign="@",
    ),
    Recogniser(
        "email-spelled",
        "EMAIL",
        compiled(
            rf"(?<![\w-])[\w.-]{{1,64}}(?:\s(?:{_DOT}|streepje|koppelteken|min|underscore|laag streepje|"
            rf"plus)\s[\w-]{{1,64}}){{0,4}}\s?{_AT}\s?"
            rf"[\w-]{{1,63}}(?:\s?(?:\.|{_DOT})\s?[\w-]{{1,63}}){{0,2}}\s?(?:\.|{_DOT})\s?{_TLD}\b"
        ),
    ),
    Recogniser("email-short", "EMAIL", compiled(r"(?<![\w.+%'-])[\w.+%'-]{2,64}+@[\w-]{2,63}"), sign="@"),
    Recogniser(
        "email-provider",
        "EMAIL",
        compiled(
            rf"(?<![\w-])[\w.-]{{1,64}}(?:\s{_DOT}\s[\w-]{{1,64}}){{0,3}}\s?"
            rf"(?!at (?:home|live|planet|student)\b){_AT}\s?{_PROVIDER}\b"
        ),
    ),
    Recogniser("url", "URL", compiled(r"(?:https?://|\bwww\.)[^\s<>\"\ufffc]{2,2000}[^\s<>\"\ufffc.,;:!?)'\]]")),
    Recogniser(
        "domain",
        "URL",
        compiled(r"(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,4}(?:nl|com|org|net|eu)\b(?:/[^\s\ufffc]{0,500})?"),
    ),
    Recogniser(
        "domain-path",
        "URL",
        compiled(rf"(?<![\w@.-])(?:[a-z0-9-]{{1,63}}\.){{1,4}}{_TLD}/[^\s\ufffc]{{1,500}}"),
        sign="/",
    ),
    Recogniser(
        "domain-other",
        "URL",
        compiled(
            r"(?<![\w@.-])(?:[a-z0-9-]{2,63}\.){1,3}(?:be|frl|info|online|site|blog|app|gg|tv|ee|ly|be|me|io|co)(?!\w)(?:/[^\s\ufffc]{0,500})?"
        ),
    ),
    Recogniser(
        "domain-of-words",
        "URL",
        compiled(
            r"\b(?:via|site|website|blog|kanaal|www) (?:punt |is |heet )?(?P<hit>(?:[^\W_]{1,25} ){2,5}(?:punt|"
            r"dot) (?:nl|com|org|net|be|eu))\b"
        ),
    ),
    Recogniser(
        "domain-spelled",
        "URL",
        compiled(r"(?<![\w-])(?:www\s(?:punt|dot)\s)?[\w-]{2,40}\s(?:punt|dot)\s(?:nl|com|org|net|be|eu)\b"),
    ),
    Recogniser(
        "phone-nl", "PHONE", compiled(rf"(?<![\w+])\(?[0o]{_GAP}{{0,3}}[1-9](?:{_GAP}{{0,3}}\d){{8}}(?!\d)"), digit=True
    ),
    Recogniser(
        "phone-31",
        "PHONE",
        compiled(
            rf"(?<!\w)(?:\+|00){_GAP}?31{_GAP}{{0,2}}(?:\(?0\)?{_GAP}{{0,2}})?[1-9](?:{_GAP}{{0,3}}\d){{8}}(?!\d)"
        ),
        digit=True,
    ),
    Recogniser(
        "phone-dictated",
        "PHONE",
        compiled(rf"(?<![\w+])[0o]{_GAP}?6,? (?:en )?(?:dan|daarna)(?:{_GAP}{{0,3}}\d){{6,8}}(?!\d)"),
        digit=True,
    ),
    Recogniser(
        "phone-short", "PHONE", compiled(rf"(?<![\w+])[0o]{_GAP}?6(?:{_GAP}{{0,3}}\d){{6,9}}(?!\d)"), digit=True
    ),
    Recogniser(
        "phone-local",
        "PHONE",
        compiled(r"(?<![\w.,+-])[1-9]\d{2}[ -]\d{2}[ -]?\d{2}(?![\w-]|[.,]\d| ?(?:euro|keer))"),
        digit=True,
    ),
    Recogniser(
        "phone-abroad",
        "PHONE",
        compiled(rf"(?<!\w)(?:\+|00)[1-9]\d{{0,2}}(?:{_GAP}{{0,2}}\d){{6,12}}(?!\d)"),
        digit=True,
    ),
    Recogniser(
        "phone-called",
        "PHONE",
        compiled(
            r"\b(?:tel(?:efoon(?:nummer)?)?|nummer|mobiel|bel|app|phone|call)\b[ .:]{1,3}"
            rf"(?:(?:is|op|me|mij|naar)[ :]{{1,2}}){{0,2}}(?P<hit>\+?\d(?:{_GAP}{{0,2}}\d){{5,12}})(?!\d)"
        ),
        digit=True,
    ),
    Recogniser(
        "phone-spelled",
        "PHONE",
        compiled(
            rf"\b(?:nul|0)[ -]?(?:zes|6)(?: (?:en )?dan)?(?:[ ,.-]{{1,3}}(?:{SPOKEN_NUMBER}|\d{{1,8}})\b){{3,14}}"
        ),
    ),
    Recogniser(
        "phone-in-words",
        "PHONE",
        compiled(
            rf"\b(?:{DIGIT_WORD}(?:[ ,.-]{{1,3}}{DIGIT_WORD}\b){{6,14}}|nul (?:{SPOKEN_NUMBER}[ "
            rf",.-]{{1,3}}){{4,12}}{SPOKEN_NUMBER}\b)"
        ),
    ),
    Recogniser("bsn", "BSN", compiled(r"(?<![\w.,+-])\d(?:[ .-]?\d){7,8}(?![\w-]|[.,]\d)"), accept=is_bsn, digit=True),
    Recogniser(
        "bsn-called",
        "BSN",
        compiled(r"\b(?:bsn|burgerservicenummer|sofi(?:nummer)?)\b[^\d\n]{0,20}(?P<hit>\d(?:[ .-]?\d){2,9})(?!\d)"),
        digit=True,
    ),
    Recogniser(
        "bsn-called-before",
        "BSN",
        compiled(r"\b(?:bsn|burgerservicenummer)\b[^\d\n.!?]{0,60}(?P<hit>\d(?:[ .-]?\d){7,8})(?![\d-])"),
        digit=True,
    ),
    Recogniser(
        "iban", "ID", compiled(r"\b[A-Z]{2}\d{2}[ -]?(?:[A-Z0-9]{4}[ -]?){2,7}[A-Z0-9]{1,4}\b", cased=True), digit=True
    ),
    Recogniser("iban-nl", "ID", compiled(r"\bnl ?\d{2}[ -]?[a-z]{4}(?:[ -]?\d){10}\b"), digit=True),
    Recogniser(
        "number-called",
        "ID",
        compiled(
            rf"{_KEYWORD}(?:[\s:#'\"(=.,-]{{1,3}}[^\W\d_]{{1,15}}(?=[\s:#])){{0,5}}[\s:#'\"(=.-]{{1,4}}(?P<hit>[a-z0-9](?:[a-z0-9./-]{{0,30}}[a-z0-9])?)\b"
        ),
        accept=_has_digits,
        digit=True,
    ),
    Recogniser(
        "number-spoken",
        "ID",
        compiled(
            rf"(?:nummer|nr\.?|code) (?:is |was |met )?(?P<hit>{DIGIT_WORD}(?:[ ,-]{{1,2}}{DIGIT_WORD}\b){{2,12}})"
        ),
    ),
    Recogniser(
        "number-borne",
        "ID",
        compiled(
            rf"(?:(?<!\w)|(?<=[a-z])(?!id\b|v\b|lid\b|order|kaart|case|file)){_BEARER}[\s:#(=-]{{1,3}}{_BETWEEN}[:#]?(?P<hit>[a-z]{{0,4}}[-/.]?\d(?:[a-z0-9./-]{{0,24}}[a-z0-9])?)(?!\w){_NOT_COUNTED}"
        ),
        accept=_has_digits,
        digit=True,
    ),
    Recogniser(
        "number-referred",
        "ID",
        compiled(r"\b(?:ref|o\.?v\.?v)\b[.:]{0,2} ?(?P<hit>[a-z0-9][a-z0-9./-]{2,24})\b"),
        accept=_has_digits,
        digit=True,
    ),
    Recogniser(
        "plate-after-word",
        "ID",
        compiled(
            r"\b(?:kenteken(?:plaat)?|nummerplaat|nummerbord|plaat)\b(?:\W{1,3}[^\W\d_]{1,12}){0,4}?\W{1,3}"
            r"(?P<hit>(?=(?:[a-z -]{0,6}\d))(?:[a-z0-9]{1,3}[ -]?){2}[a-z0-9]{1,3})(?!\w)"
        ),
        accept=_is_mixed,
        digit=True,
    ),
    Recogniser(
        "plate-bare",
        "ID",
        compiled(
            r"(?<![\w-])(?:[A-Z]{2}[ -]?\d{3}[ -]?[A-Z]|[A-Z][ -]?\d{3}[ -]?[A-Z]{2}|\d{2}[ -]?[A-Z]{3}[ -]?\d|"
            r"\d[ -]?[A-Z]{3}[ -]?\d{2}|[A-Z]{3}[ -]?\d{2}[ -]?[A-Z]|[A-Z][ -]?\d{2}[ -]?[A-Z]{3})(?![\w-])",
            cased=True,
        ),
        digit=True,
    ),
    Recogniser(
        "number",
        "ID",
        compiled(
            r"(?<![\w.,+€/-])(?<!€ )\d{5,6}(?![\w/-]|[.,]\d| ?(?:euro|keer|kinderen|mensen|stappen|woorden|gezinnen|volgers))"
        ),
        tier="review",
        confidence=0.4,
        digit=True,
    ),
    Recogniser(
        "plate",
        "ID",
        compiled(
            r"\b(?:[a-z]{2}-\d{3}-[a-z]|[a-z]-\d{3}-[a-z]{2}|\d{2}-[a-z]{3}-\d|\d-[a-z]{3}-\d{2}|"
            r"[a-z]{3}-\d{2}-[a-z]|[a-z]-\d{2}-[a-z]{3}|[a-z]{2}-\d{2}-(?:\d{2}|[a-z]{2})|\d{2}-[a-z]{2}-"
            r"(?:\d{2}|[a-z]{2})|\d{2}-\d{2}-[a-z]{2}|[a-z]{2}-[a-z]{2}-\d{2}|\d{3}-[a-z]{2}-\d|\d-[a-z]{2}-\d{3})\b"
        ),
        digit=True,
    ),
    Recogniser(
        "court-number",
        "ID",
        compiled(r"(?<!\w)c ?/ ?\d{2} ?/ ?\d{5,7}(?: ?/ ?[a-z]{1,3}(?: [a-z]{1,3})? ?\d{2}[-/]\d{1,5})?(?!\w)"),
        digit=True,
    ),
    Recogniser(
        "court-case",
        "ID",
        compiled(r"(?<!\w)\d{5,8} ?/? ?(?:ha|cv|je|fa|fj|kg) (?:za|expl|verz|rk) ?\d{2}[-/]\d{1,5}(?!\w)"),
        digit=True,
    ),
    Recogniser("card-number", "ID", compiled(r"(?<![\w.,+-])\d{4}(?:[ -]\d{4}){2,4}(?![\w-]|[.,]\d)"), digit=True),
    Recogniser(
        "letters-and-number", "ID", compiled(r"(?<![\w-])[A-Z]{1,4}[-/ ]?\d{5,12}\b(?!-)", cased=True), digit=True
    ),
    Recogniser(
        "code",
        "ID",
        compiled(
            r"(?<![\w.-])(?=[A-Z0-9/-]{0,24}\d[A-Z0-9/-]{0,24}\d[A-Z0-9/-]{0,24}\d)(?=[0-9/-]{0,24}[A-Z])[A-Z0-9]"
            r"(?:[A-Z0-9/-]{5,24})[A-Z0-9]\b",
            cased=True,
        ),
        digit=True,
    ),
    Recogniser(
        "long-number",
        "ID",
        compiled(r"(?<![\w.,+-])\d(?:[./-]?\d){6,24}(?![\w-]|[.,]\d)"),
        accept=_is_number_of_somebody,
        confidence=0.9,
        digit=True,
    ),
    Recogniser(
        "kind-then-code",
        "ORG",
        compiled(
            r"(?<!\w)(?:[Ss]tichting|[Vv]ereniging|[Bb]ureau|[Pp]raktijk|[Tt]eam|[Cc]lub) [A-Z][a-z]{1,25}\d{1,4}(?!\w)",
            cased=True,
        ),
        digit=True,
    ),
    Recogniser(  # "Be Quick 1887"
        "club-and-year",
        "ORG",
        compiled(r"(?<!\w)(?:[A-ZÀ-Þ][\w'’-]{1,20} ){2,3}1[89]\d\d(?!\w|[./-]\d)", cased=True),
        digit=True,
    ),
    Recogniser(
        "capitals-and",
        "ORG",
        compiled(r"(?<!\w)[A-ZÀ-Þ][\w'’-]{1,25} ?& ?(?:de |het )?[A-ZÀ-Þ][\w'’-]{1,25}", cased=True),
    ),
)


def structured(text: str) -> Iterator[Span]:
    """Every telephone number, address on the net, account name and personal number in `text`."""
    for recogniser in (*RECOGNISERS, *ACCOUNTS):
        yield from recogniser.find(text)
