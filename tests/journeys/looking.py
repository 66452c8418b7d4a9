"""What an attentive person looks for on a page, asked of the browser: each question gives back a list of faults in words."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LEAST_TARGET_PX = 24
"""WCAG 2.2, success criterion 2.5.8, for every target that is not a word in a sentence."""
LEAST_BUTTON_PX = 44
"""House style, after WCAG 2.2, success criterion 2.5.5 (AAA): buttons and choices of the form itself."""
NARROWEST_PX = 320
"""1280 px at 400 %: WCAG 2.2, success criterion 1.4.10."""

ALL_AT_ONCE = """async ({rules, contrast, least, button}) => {
  const short = e => e.outerHTML.replace(/\\s+/g, " ").slice(0, 110);
  const shown = e => e.checkVisibility({visibilityProperty: true}) && !e.closest(".unseen, .trap");
  const all = selector => [...document.querySelectorAll(selector)];

  const found = await axe.run({runOnly: rules, resultTypes: ["violations"],
    rules: {"color-contrast": {enabled: contrast}}});
  const axed = found.violations.map(v => `${v.id}: ${v.nodes[0].html.slice(0, 120)}`);

  const small = all("a, button, summary, select, textarea, label.choice, label.step, input.input, [role=slider]")
    .filter(shown).flatMap(e => {
      const {width, height} = e.getBoundingClientRect();
      const inline = e.matches("a:not(.button)") && getComputedStyle(e).display === "inline";
      const own = e.matches(".button, .choice, .step, summary, .input, [role=slider]");
      const most = own && !e.matches(".leave") ? button : least;
      return inline || Math.min(width, height) >= most - 0.5 ? [] : [`${Math.round(width)}x${Math.round(height)}: ${short(e)}`];
    });

  const errors = all(".summary a[href^='#']").filter(shown).flatMap(link => {
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target || !shown(target)) return [`leads nowhere: ${short(link)}`];
    if (target.id.startsWith("summary") || target.matches("section")) return [];
    const about = target.closest("[aria-describedby*='-error']");
    return about ? [] : [`no message at the field: ${short(link)}`];
  });
  const summary = document.querySelector(".summary:not([hidden])");
  if (summary && document.activeElement !== summary) errors.push(`the focus is on ${short(document.activeElement)}`);

  const names = all("input:not([type=hidden]), textarea, select").filter(shown).flatMap(e => {
    const labelled = [...(e.labels ?? [])].some(l => l.textContent.trim()) || e.getAttribute("aria-label");
    const grouped = e.type !== "radio" || e.closest("fieldset, [role=radiogroup]")?.querySelector("legend")?.textContent.trim();
    return labelled && grouped ? [] : [short(e)];
  });

  const main = document.querySelector("main");
  const headings = all("h1").filter(shown);
  const frame = [];
  if (headings.length !== 1) frame.push(`${headings.length} headings of level 1`);
  if (!main) frame.push("no main");
  return {axe: axed, targets: small, errors, names, frame,
    title: document.title, heading: headings[0]?.innerText.trim() ?? "",
    language: document.documentElement.lang, direction: document.documentElement.dir};
}"""

WIDER = """() => {
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over <= 0) return [];
  const widest = [...document.querySelectorAll("body *")].filter(e => e.checkVisibility() && !e.closest(".unseen, .trap"))
    .filter(e => { const b = e.getBoundingClientRect(); return b.right > innerWidth + 1 || b.left < -1; })
    .slice(-1).map(e => e.outerHTML.replace(/\\s+/g, " ").slice(0, 110));
  return [`${over} px too wide: ${widest}`];
}"""

SPACED = """on => {
  if (!on) { document.adoptedStyleSheets = []; return []; }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
    + " p { margin-bottom: 2em !important; }");
  document.adoptedStyleSheets = [sheet];
  const shown = [...document.querySelectorAll("body *")].filter(e => e.checkVisibility() && !e.closest(".unseen, .trap, svg") && !e.matches("input"));
  const over = shown.filter(e => e.nextElementSibling && e.scrollWidth > e.clientWidth + 2 && e.clientWidth > 0
    && getComputedStyle(e).overflowX === "visible" && getComputedStyle(e.parentElement).display === "grid");
  return over.map(e => `runs over its neighbour: ${e.outerHTML.replace(/\\s+/g, " ").slice(0, 110)}`).concat(shown.filter(e => {
      const style = getComputedStyle(e);
      const cuts = o => o === "hidden" || o === "clip";
      return (cuts(style.overflowY) && e.scrollHeight > e.clientHeight + 2)
        || (cuts(style.overflowX) && e.scrollWidth > e.clientWidth + 2);
    }).map(e => `cut off: ${e.outerHTML.replace(/\\s+/g, " ").slice(0, 110)}`));
}"""
"""The text spacing of WCAG 2.2, success criterion 1.4.12."""

MOVING = """() => [...document.querySelectorAll("body *")].filter(e => {
  const s = getComputedStyle(e), long = t => t.split(",").some(part => parseFloat(part) > 0.01);
  return long(s.transitionDuration) || (s.animationName !== "none" && long(s.animationDuration));
}).map(e => e.outerHTML.slice(0, 110))"""

FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const seen = e.closest("label.choice, label.step") ?? e;
  const drawn = [e, seen, ...(e.matches("svg [role=slider]") ? e.children : [])].some(x => {
    const s = getComputedStyle(x), inDrawing = x.closest("svg") && s.stroke !== "none" && parseFloat(s.strokeWidth) >= 2;
    return (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== "none" || inDrawing;
  });
  const all = [...document.querySelectorAll("*")], box = seen.getBoundingClientRect();
  return {at: all.indexOf(e), drawn, inSight: box.bottom > 0 && box.top < innerHeight && box.width > 0,
    hasParts: e.matches("input[type=date]"),
    html: e.outerHTML.replace(/\\s+/g, " ").slice(0, 110)};
}"""


def faults(page: Page, *, contrast: bool = True) -> dict[str, Any]:
    """By kind: what axe says, targets too small, errors that lead nowhere, fields without a name, the page's frame."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    asked = {"rules": RULES, "contrast": contrast, "least": LEAST_TARGET_PX, "button": LEAST_BUTTON_PX}
    return dict(page.evaluate(ALL_AT_ONCE, asked))


def too_wide(page: Page) -> list[str]:
    return list(page.evaluate(WIDER))


def lost_when_spaced(page: Page) -> list[str]:
    """What is cut off or runs off the screen with the text spacing that readers may set themselves."""
    lost = list(page.evaluate(SPACED, True)) + too_wide(page)
    page.evaluate(SPACED, False)
    return lost


def moving(page: Page) -> list[str]:
    page.emulate_media(reduced_motion="reduce")
    found = list(page.evaluate(MOVING))
    page.emulate_media(reduced_motion="no-preference")
    return found


def focus_faults(page: Page, most: int = 150) -> list[str]:
    """Tab from the top to the end: each stop is seen, in the order of the page, and the last one lets go.

    The day, the month, the year and the calendar of a date are stops of their own in one field."""
    page.evaluate("() => { document.activeElement?.blur(); getSelection()?.removeAllRanges(); scrollTo(0, 0); }")
    page.evaluate(
        "() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); }"
    )
    found: list[str] = []
    first = earlier = -1
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None or stop["at"] == first:
            return found
        first = stop["at"] if first < 0 else first
        if stop["at"] < earlier or (stop["at"] == earlier and not stop["hasParts"]):
            found.append(f"out of order: {stop['html']}")
        if not stop["drawn"]:
            found.append(f"focus can't be seen: {stop['html']}")
        if not stop["inSight"]:
            found.append(f"focus is off the screen: {stop['html']}")
        earlier = stop["at"]
    return [*found, f"the focus does not get out after {most} stops"]
