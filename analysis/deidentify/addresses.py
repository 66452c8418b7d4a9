"""Streets, house numbers and postcodes."""

from collections.abc import Iterator

from analysis.deidentify.lexicon import is_word, is_wordlike
from analysis.deidentify.numbers import CARDINAL, SPOKEN_NUMBER
from analysis.deidentify.patterns import Recogniser, compiled, one_of
from analysis.deidentify.tokens import Token
from analysis.deidentify.wordlists import words
from analysis.records import Span

_SUFFIX = one_of(
    "straat straatweg laan weg plein singel kade gracht hof pad dijk dreef steeg diep plantsoen park markt wal haven "
    "ring baan boulevard allee oever veld kamp brink es zoom horst heerd erf werf warf hoek stee plaats poort str "
    "akker akkers landen velden kampen drift vaart venen tuinen zijl hoeve hoven weide weiden dreven gaarde"
)
_SURE = "straat straatweg laan weg plein singel kade gracht dijk dreef steeg diep heerd str"
_SURE_SUFFIX = one_of(_SURE)
_SURE_WITH_NUMBER = one_of(f"{_SURE} pad hof plantsoen brink wal")
_HOUSE = (
    r"(?:(?:huis)?(?:nummer|nr\.?) )?\d{1,4}(?!\d)(?:[a-z](?:-?\d{1,2})?(?!\w)|[ -]?(?:[a-h]|bis|hs|huis|boven|"
    r"beneden|rd|zw|[IVX]{1,3}|zwart|rood)(?!\w)|"
    r"[-/]\d{1,3}[a-z]?(?!\w))?"
)
# Postcodes never end in SA, SD or SS (PostNL).
_POSTCODE = r"[1-9]\d{3} ?(?!SA\b|SD\b|SS\b)[A-Z]{2}(?!\w)"
_ANY_POSTCODE = r"[1-9]\d{3} ?[A-Za-z]{2}(?!\w)"
# Words of two letters that may follow a year or a number: "in 2019 is".
_TWO_LETTERS = one_of(
    "is en of in op te de je ik we ze er al om zo nu na af km cm mm kg ml nl ie ja jr uu ee oh hé dr ex bv md "
    "gr pk ma pa do za zo wo di vr"
)
_TOWN = r"(?:[ ,]{1,3}(?:(?:[A-ZÀ-Þ]|'s-)[\w'-]{1,30})(?: (?:a/d|aan de|den|[A-ZÀ-Þ][\w'-]{1,20}))?)?"
_BEFORE = r"(?:[A-ZÀ-Þ][\w'.]{0,25} (?:(?:van|de|den|der|ten|ter|het) ){0,2}){0,3}"
_OTHER_UNIT = r"(?!\w| ?(?:jaar|uur|hoog|keer|kilometer|km|minuten|maanden|weken|dagen|mensen|kinderen|euro)\b)"
_TWO_WORDS = one_of("Markt Straat Laan Weg Plein Kade Singel Diep Hof Gracht Heerd")
_SMALL = one_of(
    "tot sinds al nu met van bij in een mijn ik wij we hij ze zij nog maar toen dus daar hier samen pas "
    "ongeveer bijna ruim of er en te op aan onze ons haar zijn hun nummer nr"
)
_KINDS = words("context/streets_everywhere")


def _address(rule: str, pattern: str, *, cased: bool = False) -> Recogniser:
    return Recogniser(
        rule,
        "ADDRESS",
        compiled(pattern, cased=cased),
        digit=rule not in ("lane-of-named", "postcode-spoken", "street-number-words"),
    )


RECOGNISERS = (
    _address("postcode", rf"(?<![\w.,€-]){_POSTCODE}{_TOWN}", cased=True),
    _address(
        "postcode-number", rf"(?<![\w.,€-]){_POSTCODE}[ ,]{{1,2}}(?:nr\.? |nummer )?{_HOUSE}{_OTHER_UNIT}", cased=True
    ),
    _address("postcode-lower", r"(?<![\w.,€-])[1-9]\d{3}(?!sa|sd|ss)[a-z]{2}(?!\w)"),
    _address("postcode-blank", rf"(?<![\w.,€-])[1-9]\d{{3}} (?!{_TWO_LETTERS}\b)(?!sa|sd|ss)[a-z]{{2}}(?!\w|['’])"),
    _address("postcode-called", r"\bpostcode\b(?: is|:)?[ :]{1,2}(?P<hit>[1-9]\d{3}(?: ?[a-z]{2}(?!\w))?)"),
    _address(
        "postcode-spoken",
        rf"\bpostcode\b(?: is|:)?[ :]{{1,2}}(?P<hit>{SPOKEN_NUMBER}(?:[ ,]{{1,2}}{SPOKEN_NUMBER}){{1,3}}"
        r"(?: [a-z](?: [a-z]|[a-z])(?!\w))?)",
    ),
    _address(
        "street-number",
        rf"(?<![\w-]){_BEFORE}[A-ZÀ-Þ0-9][\w'.-]{{0,30}}{_SUFFIX} {_HOUSE}(?:[ ,]{{1,3}}{_ANY_POSTCODE}{_TOWN})?",
        cased=True,
    ),
    _address(
        "street-number-lower",
        rf"(?<![\w-])(?:(?:oude|nieuwe|grote|kleine|lange|korte|hoge|lage|eerste|tweede) "
        rf")?[^\W\d_][\w'.-]{{2,30}}{_SURE_WITH_NUMBER} {_HOUSE}(?:[ ,]{{1,3}}{_ANY_POSTCODE})?{_OTHER_UNIT}",
    ),
    _address(
        "street-number-qualified",
        rf"(?<![\w-])(?:oude|nieuwe|grote|kleine|lange|korte|hoge|lage|eerste|tweede) "
        rf"(?:akkers?|landen|velden|kampen|drift|vaart|venen|tuinen|weiden?|{_SURE_WITH_NUMBER}) {_HOUSE}{_OTHER_UNIT}",
    ),
    _address(
        "street-number-words",
        rf"(?<![\w-])[^\W\d_][\w'.-]{{2,30}}{_SURE_SUFFIX} (?:(?:huis)?nummer )?{CARDINAL}(?: ?(?:[a-h]|bis))?(?!\w){_OTHER_UNIT}",
    ),
    _address(
        "neighbours-number",
        r"\b(?:buur\w{0,10}|buren|mensen|overburen|overkant)\b (?:van|op) (?P<hit>nummer \d{1,4}[a-h]?)(?!\w)",
    ),
    _address("street-two-words", rf"(?<!\w)[A-ZÀ-Þ]\w{{2,20}} {_TWO_WORDS} \d{{1,4}}(?: ?[a-h](?!\w))?", cased=True),
    _address(
        "live-at",
        r"\b(?:woon(?:t|de|den)?|wonen|adres(?: is)?|gewoond)\b (?:ik |we |wij )?(?:op|aan|in)? ?(?:de |het )?"
        rf"(?P<hit>(?!tot |sinds |al |nu |met |van )[^\W\d_][\w'-]{{2,30}} \d{{1,4}}(?: ?[a-h])?){_OTHER_UNIT}",
    ),
    _address(
        "lane-of",
        rf"(?<![\w-])(?:Laan|Weg|Plein|Straat|Hof|Pad|Kade|Dijk|laan|weg|plein|straat|hof|pad|kade|dijk) (?:van|"
        rf"der|aan|langs|tussen|voor) (?:(?:de|het|den|der|'t) )?[^\W\d_][\w'-]{{2,25}} {_HOUSE}{_OTHER_UNIT}",
        cased=True,
    ),
    _address(
        "lane-of-named",
        r"(?<![\w-])(?:Laan|Plein|Hof|Pad|Kade|Dijk) (?:van|der|aan|langs) (?:(?:de|het|den|der|'t) )?[A-ZÀ-Þ][\w'-]{2,25}",
        cased=True,
    ),
    _address(
        "live-at-words",
        rf"\b(?:woon(?:t|de|den)?|wonen|adres(?: is)?|gewoond)\b,? (?:op |aan |in )?(?:de |het )?(?P<hit>(?:"
        rf"(?!{_SMALL}\b)[^\W\d_][\w'-]{{1,20}} ){{1,3}}{_HOUSE})"
        r"(?=\s?[.,;!?)\n]|\s*$|\s(?:met|en|in|te|boven|bij|samen|al|naast)\b)",
    ),
    _address(
        "live-at-number",
        rf"(?:\b(?:woon(?:t|de|den)?|wonen|zit|zitten|huis)|{_SURE_SUFFIX})\b[^.!?\n\d]{{0,60}}\b(?:op nummer|op nr\.?|huisnummer) "
        rf"(?P<hit>{_HOUSE}){_OTHER_UNIT}",
    ),
    _address("post-box", r"\bpostbus \d{1,6}\b"),
    _address("number-then-postcode", rf"(?<!\w){_HOUSE}[ ,]{{1,3}}{_ANY_POSTCODE}"),
)

_STREET_ENDS = ("straat", "straatweg", "laan", "singel", "kade", "gracht", "plein", "heerd")
_STREET_OR_NOT = ("weg", "dijk", "dreef", "steeg", "diep")
_QUALIFIERS = words("context/street_qualifiers")
_ARTICLES = frozenset(["de", "het", "'t", "t"])
_STREET_BEFORE = frozenset(["de", "het", "aan", "op", "in", "van", "langs", "naar", "uit", "bij"])


def _street(token: Token, before: Token | None) -> bool:
    """Whether the word names a street: a capital, or an unknown compound after "in de", "aan de"."""
    sure = token.norm.endswith(_STREET_ENDS)
    if not (sure or token.norm.endswith(_STREET_OR_NOT)) or token.norm in _KINDS or len(token.norm) < 7:
        return False
    if token.case == "capital" and not token.opens:
        return True
    unheard = not is_word(token.norm) or token.norm.endswith("straatweg")
    if sure and before is not None and before.norm in _ARTICLES and unheard:
        return True  # "bij het overwinningsplein"
    return not is_wordlike(token.norm) and (sure or (before is not None and before.norm in _STREET_BEFORE))


def _first_of_street(tokens: list[Token], at: int) -> int:
    """The first token of a street's name: "oude boteringestraat", "de van iddekingeweg"."""
    if not at or not tokens[at].adjacent:
        return at
    if tokens[at - 1].norm in _QUALIFIERS:
        return at - 1
    first = at
    while first and tokens[first].adjacent and tokens[first - 1].norm in ("van", "der", "den", "ter", "ten"):
        first -= 1
    article = first and tokens[first].adjacent and tokens[first - 1].norm in ("de", "het")
    return first if article or (first < at and tokens[first].case == "capital") else at


def addresses(text: str, tokens: list[Token]) -> Iterator[Span]:
    """Every street with or without a house number, and every postcode."""
    for recogniser in RECOGNISERS:
        yield from recogniser.find(text)
    for at, token in enumerate(tokens):
        if _street(token, tokens[at - 1] if at and token.adjacent else None):
            first = _first_of_street(tokens, at)
            yield Span(tokens[first].start, token.end, "ADDRESS", "street", 0.96, "auto")
