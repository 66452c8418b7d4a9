"""What the name tagger sees of each word: how it is built, what the lists say, and what stands around it.

Used alike when the tagger is trained and when it reads a story, so that both see the same.
"""

from collections.abc import Iterator
from functools import lru_cache

from analysis.deidentify import context
from analysis.deidentify.lexicon import LONGEST_WORD, is_everyday, is_near_word, is_usual, is_word, is_wordlike
from analysis.deidentify.tokens import Token
from analysis.deidentify.wordlists import folder, words

_SHORTEST_LISTED = 3  # letters
_LONGEST_SHOWN = 14  # letters; longer words are compounds, each seen once
_EDGES = ("<", ">")


def _spelling(norm: str) -> str:
    """How well the lexicon knows a word, names left aside; common words first, for they are seldom names."""
    if is_everyday(norm):
        return "everyday"
    if is_usual(norm):
        return "usual"
    if is_wordlike(norm):
        return "word" if is_word(norm) else "wordlike"
    return "near" if is_near_word(norm) else "unknown"


def _listed(norm: str) -> str:
    """Which lists of names hold a word: f(irst), s(urname), both or none."""
    if len(norm) < _SHORTEST_LISTED:
        return ""
    return ("f" if norm in folder("first_names") else "") + ("s" if norm in folder("surnames") else "")


def _part(norm: str) -> str | None:
    """The part a word plays around names, where it plays one."""
    if norm in words("not_identifying"):
        return "proper"
    if norm in words("titles"):
        return "title"
    if norm in words("roles"):
        return "role"
    return "function" if context.is_function_word(norm) or norm in words("words_over_names") else None


@lru_cache(maxsize=50_000)
def _sort(norm: str, listed: bool) -> str:
    """One word for what a word is; listed=False: as if no list of names held it."""
    if len(norm) > LONGEST_WORD:
        return "long"
    part = _part(norm)
    if part:
        return part
    spelled = _spelling(norm)
    names = _listed(norm) if listed else ""
    if listed and norm in words("names_over_words"):
        return f"{spelled}+f!"
    return f"{spelled}+{names}" if names else spelled


@lru_cache(maxsize=50_000)
def _shown(norm: str) -> str:
    """A word as its neighbours see it: itself, or only its sort where it may be a name."""
    rare = len(norm) > _LONGEST_SHOWN or (_part(norm) is None and (bool(_listed(norm)) or not is_wordlike(norm)))
    return "*" if rare else norm


@lru_cache(maxsize=50_000)
def _own(norm: str, listed: bool) -> tuple[str, ...]:
    """What the letters of a word tell by themselves."""
    shown, sort = _shown(norm), _sort(norm, listed)
    out = [f"k={sort}", f"n={min(len(norm), 10)}"]
    if shown != "*":
        out.append(f"w={shown}")
    if _part(norm) is None and len(norm) <= LONGEST_WORD:
        known = "u" if sort.startswith(("near", "unknown")) else "w"
        out += [f"{known}a{size}={norm[:size]}" for size in (1, 2, 3)]
        out += [f"{known}z{size}={norm[-size:]}" for size in (1, 2, 3, 4)]
    return tuple(out)


@lru_cache(maxsize=50_000)
def _beside(norm: str, listed: bool, offset: int) -> tuple[str, ...]:
    """What a word tells about the one `offset` places back or on."""
    shown = _shown(norm)
    out = [f"{offset}k={_sort(norm, listed)}"]
    if shown != "*":
        out.append(f"{offset}w={shown}")
    if abs(offset) == 1:
        out.append(f"{offset}z={norm[-3:]}")
    return tuple(out)


def _gap(tokens: list[Token], at: int) -> str:
    """What stands before token `at`: blanks, a comma, or anything else, such as a placeholder."""
    if at >= len(tokens) or tokens[at].opens:
        return "edge"
    return "blank" if tokens[at].adjacent else "comma" if tokens[at].near else "other"


def _writing(tokens: list[Token]) -> str:
    """Whether the writer uses capitals: inside sentences, only at their start, or never."""
    capitals = [token.opens for token in tokens if token.case == "capital"]
    return "inside" if not all(capitals) else "start" if capitals else "never"


def _of_token(tokens: list[Token], at: int, first: int, end: int, hidden: frozenset[str], writing: str) -> list[str]:
    token = tokens[at]
    shown = [
        _shown(tokens[i].norm) if first <= i < end else _EDGES[i > at] for i in (at - 2, at - 1, at, at + 1, at + 2)
    ]
    listed = token.norm not in hidden
    sort = _sort(token.norm, listed)
    back, on = _gap(tokens, at), _gap(tokens, at + 1)
    case = f"{token.case}{'^' if token.opens else ''}|{writing}"
    sign = context.before(tokens, at)[0]
    out = [*_own(token.norm, listed), f"c={case}", f"kc={sort}|{case}", f"g={back}", f"h={on}", f"gh={back}|{on}"]
    out += [f"b={sign}", f"kb={sort}|{sign}", f"k-1={sort}|{shown[1]}", f"k+1={sort}|{shown[3]}"]
    out += [f"-2-1={shown[0]}|{shown[1]}", f"+1+2={shown[3]}|{shown[4]}", f"-1+1={shown[1]}|{shown[3]}"]
    for offset in (-2, -1, 1, 2):
        i = at + offset
        if first <= i < end:
            out += _beside(tokens[i].norm, tokens[i].norm not in hidden, offset)
        else:
            out.append(f"{offset}edge")
    return out


def sentences(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """First and last-plus-one token of every sentence."""
    opening = [at for at, token in enumerate(tokens) if token.opens]
    yield from zip(opening, [*opening[1:], len(tokens)][: len(opening)], strict=True)


def features(tokens: list[Token], *, hidden: frozenset[str] = frozenset()) -> Iterator[list[list[str]]]:
    """Per sentence, per token: the names of what is true of it. hidden: words treated as if no list of names held them."""
    writing = _writing(tokens)
    for first, end in sentences(tokens):
        yield [_of_token(tokens, at, first, end, hidden, writing) for at in range(first, end)]
