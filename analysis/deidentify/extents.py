"""Where a name begins and ends: surnames, the particles before them, degrees."""

from analysis.deidentify import context
from analysis.deidentify.kinds import kind_of
from analysis.deidentify.tokens import Token
from analysis.deidentify.wordlists import words

_NAME_OPENS = frozenset(["el", "al", "ben", "bin", "abu", "abd", "von", "du", "del", "mac", "mc"])
"""Particles that no Dutch sentence begins with."""
_LETTERS_AS_WORDS = "ntkuemoaixr"  # "n beetje", "t was", "k ben"
_DEGREES = frozenset(["dr", "drs", "ir", "ing", "mr", "prof", "ds", "familie", "fam"])  # written as part of a name


def _continues(tokens: list[Token], at: int, capital: bool) -> bool:
    """Whether token `at` belongs to the name before it: a surname, or a second first name."""
    if at >= len(tokens) or not tokens[at].adjacent or (tokens[at].opens and len(tokens[at - 1].text) > 1):
        return False
    kind = kind_of(tokens[at].norm)
    if tokens[at].case in ("capital", "upper"):
        return kind != "known_proper" or tokens[at].norm in words(
            "words_as_names"
        )  # "Xiao Mei": months need no capital
    return (kind in ("surname", "first") and not capital) or (kind == "unknown" and not capital)


def end_of_name(tokens: list[Token], at: int) -> int:
    """The last token of the name that begins at `at`: surnames and the particles before them."""
    last = at
    capital = tokens[at].case == "capital"
    while last - at < 6:
        ahead = last + 1
        while (
            ahead < len(tokens) and ahead - last < 4 and tokens[ahead].adjacent and context.is_particle(tokens, ahead)
        ):
            ahead += 1
        particles = ahead > last + 1
        if not _continues(tokens, ahead, capital) and not (
            particles
            and not capital
            and ahead < len(tokens)
            and tokens[ahead].adjacent
            and kind_of(tokens[ahead].norm).startswith("surname")
        ):
            return last
        if particles and tokens[ahead - 1].norm in ("in", "op", "aan", "van") and not _is_surname_after(tokens, ahead):
            return last
        last = ahead
    return last


def with_initial(tokens: list[Token], last: int) -> int:
    """The last token of a name, an initial after it included: "kimberly d", "Rachid B."."""
    at = last + 1
    if at >= len(tokens) or not tokens[at].adjacent or len(tokens[at].text) != 1:
        return last
    if tokens[at].case != "lower":
        return at
    times = at + 1 < len(tokens) and tokens[at + 1].norm in ("morgens", "avonds", "nachts", "middags", "ochtends")
    return last if tokens[at].text in _LETTERS_AS_WORDS or times else at


def _is_surname_after(tokens: list[Token], at: int) -> bool:
    """After a bare "van": part of the name ("Bram van Dalen"). After "in", "op", "aan": a place ("Bram in Assen")."""
    surname = tokens[at].case == "capital" or kind_of(tokens[at].norm).startswith("surname")
    return tokens[at - 1].norm == "van" and surname


def _acts(tokens: list[Token], at: int) -> bool:
    """Whether a surname is what a sentence is about: "Van Houten heeft …", but not "Van Fatima heeft hij …"."""
    return kind_of(tokens[at].norm) not in ("first", "first_or_word") and context.verb_next(tokens, at)


def _opens_with_surname(tokens: list[Token], at: int) -> bool:
    """Whether a surname that is a word as well opens the sentence before a name no list has: "Wang Jiayi"."""
    if not at or not tokens[at].adjacent or not tokens[at - 1].opens or tokens[at - 1].case != "capital":
        return False
    return (
        tokens[at].case == "capital"
        and kind_of(tokens[at].norm) == "unknown"
        and kind_of(tokens[at - 1].norm) == "surname_or_word"
        and not context.is_function_word(tokens[at - 1].norm)
    )


def start_of_name(tokens: list[Token], at: int) -> int:
    """Particles before a name belong to it after a title ("meneer de Boer") or with a capital ("El Amrani"); degrees do."""
    _, sign_at = context.before(tokens, at)
    learned = sign_at >= 0 and tokens[sign_at].norm in _DEGREES
    if learned or (sign_at >= 0 and at - sign_at > 1):
        return sign_at + (not learned)
    first = at
    if at and tokens[at - 1].opens and tokens[at].adjacent and tokens[at - 1].text in ("Van", "Ter", "Ten"):
        return at - 1 if _acts(tokens, at) else at
    if _opens_with_surname(tokens, at):
        return at - 1
    while first and tokens[first].adjacent and context.is_particle(tokens, first - 1):
        before = tokens[first - 1]
        if before.case != "capital" or (before.opens and before.norm not in _NAME_OPENS):
            break
        first -= 1
    return first
