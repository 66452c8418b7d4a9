"""Parts of a report that show many stories in one picture."""

from dataclasses import dataclass

from analysis.published import PublishedTriad
from analysis.records import Perspective

Poles = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class TriadWords:
    """What a triad asked one perspective. poles: first, second and third, in the words on the form."""

    question: str
    perspective: Perspective
    text: str
    poles: Poles


@dataclass(frozen=True, slots=True)
class TriadPart:
    """A triad as one perspective filled it in. pictures: one a wave, of which enough may be shown."""

    words: TriadWords
    pictures: tuple[PublishedTriad, ...]
