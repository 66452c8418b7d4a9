"""Streets, house numbers and postcodes."""

from collections.abc import Iterator

from analysis.deidentify.lexicon import is_wordlike
from analysis.deidentify.patterns import Recogniser, compiled, one_of
from analysis.deidentify.tokens import Token
from analysis.deidentify.wordlists import words
from analysis.records import Span

_SUFFIX = one_of(
    "straat straatweg laan weg plein singel kade gracht hof pad dijk dreef steeg diep plantsoen park markt wal haven "
    "ring baan boulevard allee oever veld kamp brink es zoom horst heerd erf werf warf hoek stee plaats poort str"
)
_SURE_SUFFIX = one_of("straat straatweg laan weg plein singel kade gracht dijk dreef steeg diep heerd str")
_HOUSE = r"\d{1,4}(?!\d)(?:[ -]?(?:[a-h]|bis|hs|[IVX]{1,3}|zwart|rood)(?!\w)|-\d{1,3}(?!\d))?"
# Postcodes never end in SA, SD or SS (PostNL).
_POSTCODE = r"[1-9]\d{3} ?(?!SA\b|SD\b|SS\b)[A-Z]{2}(?!\w)"
_ANY_POSTCODE = r"[1-9]\d{3} ?[A-Za-z]{2}(?!\w)"
_TOWN = r"(?:[ ,]{1,3}(?:(?:[A-ZÀ-Þ]|'s-)[\w'-]{1,30})(?: (?:a/d|aan de|den|[A-ZÀ-Þ][\w'-]{1,20}))?)?"
_BEFORE = r"(?:[A-ZÀ-Þ][\w'.]{0,25} (?:(?:van|de|den|der|ten|ter|het) ){0,2}){0,3}"
_OTHER_UNIT = r"(?!\w| ?(?:jaar|uur|hoog|keer|kilometer|km|minuten|maanden|weken|dagen|mensen|kinderen|euro)\b)"
_TWO_WORDS = one_of("Markt Straat Laan Weg Plein Kade Singel Diep Hof Gracht Heerd")
_KINDS = words("context/streets_everywhere")


def _address(rule: str, pattern: str, *, cased: bool = False) -> Recogniser:
    return Recogniser(rule, "ADDRESS", compiled(pattern, cased=cased))


RECOGNISERS = (
    _address("postcode", rf"(?<![\w.,€-]){_POSTCODE}{_TOWN}", cased=True),
    _address("postcode-lower", r"(?<![\w.,€-])[1-9]\d{3}(?!sa|sd|ss)[a-z]{2}(?!\w)"),
    _address("postcode-called", r"\bpostcode\b(?: is|:)?[ :]{1,2}(?P<hit>[1-9]\d{3}(?: ?[a-z]{2}(?!\w))?)"),
    _address(
        "street-number",
        rf"(?<![\w-]){_BEFORE}[A-ZÀ-Þ0-9][\w'.-]{{0,30}}{_SUFFIX} {_HOUSE}(?:[ ,]{{1,3}}{_ANY_POSTCODE}{_TOWN})?",
        cased=True,
    ),
    _address(
        "street-number-lower",
        rf"(?<![\w-])[^\W\d_][\w'.-]{{2,30}}{_SURE_SUFFIX} {_HOUSE}(?:[ ,]{{1,3}}{_ANY_POSTCODE})?{_OTHER_UNIT}",
    ),
    _address("street-two-words", rf"(?<!\w)[A-ZÀ-Þ]\w{{2,20}} {_TWO_WORDS} \d{{1,4}}(?: ?[a-h](?!\w))?", cased=True),
    _address(
        "live-at",
        r"\b(?:woon(?:t|de|den)?|wonen|adres(?: is)?|gewoond)\b (?:ik |we |wij )?(?:op|aan|in)? ?(?:de |het )?"
        rf"(?P<hit>(?!tot |sinds |al |nu |met |van )[^\W\d_][\w'-]{{2,30}} \d{{1,4}}(?: ?[a-h])?){_OTHER_UNIT}",
    ),
    _address("number-then-postcode", rf"(?<!\w){_HOUSE}[ ,]{{1,3}}{_ANY_POSTCODE}"),
)

_STREET_ENDS = ("straat", "straatweg", "laan", "singel", "kade", "gracht", "plein", "heerd")
_STREET_OR_NOT = ("weg", "dijk", "dreef", "steeg", "diep")
_STREET_BEFORE = frozenset(["de", "het", "aan", "op", "in", "van", "langs", "naar", "uit", "bij"])


def _street(token: Token, before: Token | None) -> bool:
    """Whether the word names a street: a capital, or an unknown compound after "in de", "aan de"."""
    sure = token.norm.endswith(_STREET_ENDS)
    if not (sure or token.norm.endswith(_STREET_OR_NOT)) or token.norm in _KINDS or len(token.norm) < 7:
        return False
    if token.case == "capital" and not token.opens:
        return True
    return not is_wordlike(token.norm) and (sure or (before is not None and before.norm in _STREET_BEFORE))


def addresses(text: str, tokens: list[Token]) -> Iterator[Span]:
    """Every street with or without a house number, and every postcode."""
    for recogniser in RECOGNISERS:
        yield from recogniser.find(text)
    for at, token in enumerate(tokens):
        if _street(token, tokens[at - 1] if at and token.adjacent else None):
            yield Span(token.start, token.end, "ADDRESS", "street", 0.96, "auto")
