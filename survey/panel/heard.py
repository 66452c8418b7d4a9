"""What the panel heard, in plain sentences for tellers: a draft that a person finishes.

Themes and the reasons for them, which are about many stories. Nothing that was said about a single story is in it, and no
number of stories.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from analysis.records import Theme
from survey.models.panel import VerdictEvent


def text(themes: Sequence[Theme], splits: Iterable[VerdictEvent], *, asked_worse: bool) -> str:
    """One paragraph a theme, in the language of the request."""
    lines = [_("A panel of young people and parents read your stories. They talked about them together.")]
    if not themes:
        lines.append(_("The panel did not find one thing that many of you told. Every story was read."))
    for theme in themes:
        lines.append(_("You told about: %(theme)s. %(reason)s", theme=theme.name, reason=_first(theme.reasons)).strip())
        if theme.dissent:
            lines.append(
                _(
                    "Not everybody on the panel sees it like this. One of them says: %(reason)s",
                    reason=_first(theme.dissent),
                )
            )
    for split in splits:
        parts = _(" and ").join(split.parts or ())
        lines.append(
            _("The panel saw two different things here: %(parts)s. We look at these apart the next time.", parts=parts)
        )
    if asked_worse:
        lines.append(_("The panel also talked about what got worse. That counts as much."))
    return "\n".join(lines)


def _first(reasons: Sequence[str]) -> str:
    return reasons[0] if reasons else ""
