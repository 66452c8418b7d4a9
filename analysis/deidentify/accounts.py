"""Names of accounts: on apps, on games, with or without the platform beside them."""

from analysis.deidentify.lexicon import is_wordlike
from analysis.deidentify.patterns import Recogniser, compiled

_PLATFORM = (
    r"\b(?:insta(?:gram)?|ig|snap(?:chat)?|tik ?tok|discord|telegram|twitter|facebook|fb|youtube|twitch|roblox|"
    r"fortnite|minecraft|steam|psn|xbox|playstation|gamertag|gebruikersnaam|username|user|nickname|account|profiel)(?:naam)?\b"
)
_HANDLE_SHAPE = r"(?=[\w.-]{0,40}?[\d_#]|[\w-]{2,30}\.\w)(?=[\d_.-]{0,20}?[^\W\d_])[\w](?:[\w.-]{0,38}\w)?(?:#\d{2,5})?"
_NAMED = r"(?:\s?[:=]\s?|\s(?:is|heet|naam|heet ik|ben ik|als|onder de naam|met de naam|name is)\s)"


def _looks_made_up(text: str) -> bool:
    return not is_wordlike(text.lower())


ACCOUNTS = (
    Recogniser("handle-at", "HANDLE", compiled(r"(?<![\w@.])@\w++(?:[.@-]++\w++)*+"), sign="@"),
    Recogniser("handle-tag", "HANDLE", compiled(r"(?<![\w#])[^\W\d_][\w.]{1,31}#\d{3,5}\b"), sign="#"),
    Recogniser(
        "handle-underscore",
        "HANDLE",
        compiled(
            r"(?<![\w@.#-])(?=[\d_.]{0,20}[^\W\d_])(?=[^\W_.]{0,30}_|[^\W_.]{0,30}\.\w{0,30}_)\w[\w.]{1,38}\w(?!\w)"
        ),
        sign="_",
    ),
    Recogniser(
        "handle-dotted", "HANDLE", compiled(r"(?<![\w@.#/-])[a-z]{2,20}\.[a-z]{1,20}\d{1,4}(?![\w@]|\.\w)"), digit=True
    ),
    Recogniser(
        "handle-on",
        "HANDLE",
        compiled(
            rf"{_PLATFORM}(?:\W{{1,3}}[^\W\d_]{{1,10}}){{0,4}}?[\s:=,'\"(]{{1,3}}(?P<hit>{_HANDLE_SHAPE})(?![\w#])"
        ),
    ),
    Recogniser(
        "handle-before",
        "HANDLE",
        compiled(rf"(?<![\w@.#-])(?P<hit>{_HANDLE_SHAPE}) (?:op|via|bij) (?:mijn |m'n |de |z'n |haar )?{_PLATFORM}"),
    ),
    Recogniser(
        "handle-named",
        "HANDLE",
        compiled(rf"{_PLATFORM}(?:{_NAMED})(?P<hit>[^\W\d_][\w.-]{{2,30}})(?![\w#])"),
        accept=_looks_made_up,
        confidence=0.9,
    ),
    Recogniser(
        "letters-then-digits",
        "HANDLE",
        compiled(r"(?<![\w@.#-])[a-z]{3,25}\d{2,6}(?!\w)"),
        tier="review",
        confidence=0.4,
        digit=True,
    ),
)
