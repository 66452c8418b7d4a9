"""A line of the log of a meeting, in words: what was stored are codes, never anybody's sentences."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from survey.models.panel import PanelLog
from survey.panel import words


def act(line: PanelLog) -> str:
    """What was done."""
    return str(words.ACTS[line.what]) % {"n": line.about}


def detail(line: PanelLog, domains: Mapping[str, str]) -> str:
    """What it was about, and what it was before when it changed. domains: names by code, as `choices.domains`."""
    if line.what == "phase":
        return f"{words.PHASES[line.old]} → {words.PHASES[line.new]}"
    if line.what == "read":
        return ngettext("%(num)s label", "%(num)s labels", int(line.new)) if line.new != "0" else _("no label fits")
    if line.what in ("verdict", "final"):
        return " → ".join(_verdict(code) for code in (line.old, line.new) if code)
    if line.what == "move":
        there = _("theme %(n)s", n=line.new) if line.new != "0" else _("none of these themes")
        return " → ".join((_("theme %(n)s", n=line.old), there))
    if line.what in ("nominate", "choose"):
        name = words.domain(line.about, domains.get(line.about, ""))
        return ": ".join((name, _("no story"))) if line.new == "none" else name
    return ""


def _verdict(code: str) -> str:
    """code: rating and kind, a dash where there is no rating."""
    rating, kind = code.split()
    said = [str(words.RATINGS[rating])] if rating != "-" else []
    if not said or kind != "confirm":
        said.append(str(words.KINDS[kind]))
    return ". ".join(said)
