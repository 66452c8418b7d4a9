"""How long does an impact report take in every form, and how much memory? Synthetic stories, through disclosure control.

    python -m bench.reports [--stories 300 10000]

Each size in a process of its own: measuring the closed answers, releasing, building, every form of `reports.render`, and the
working copies with a row per story. Goals: 300 stories in 15 s and 700 MB, 10,000 in 60 s. A form that is written after
another uses the drawings that are there already, as it does in the application.
"""

import argparse
import random
import resource
import subprocess
import sys
import time
import uuid
from datetime import date

GOAL = {300: "15 s, 700 MB", 10_000: "60 s"}
STEPS = ((1, "a"), (2, "b"), (3, "c"), (4, "d"), (5, "e"))
SHARES = {"young_person": 0.4, "parent": 0.45, "professional": 0.15}
WORDS = [
    "wij",
    "ik",
    "hulp",
    "wachten",
    "school",
    "thuis",
    "gesprek",
    "iemand",
    "week",
    "maand",
    "luisteren",
    "eerst",
    "toen",
    "nu",
    "later",
    "samen",
]


def corpus(n):
    """Stories with answers, in two waves: fixed seed, invented words."""
    from analysis.records import Answer, DeidentifiedStory

    dice, stories, answers = random.Random(1), [], []
    codes = [f"{d}.{w}" for d in ("support", "housing", "school_work", "income", "wellbeing") for w in ("then", "now")]
    codes += ["rapport", "trust", "information", "heard", "one_contact", "timely"]
    for number in range(n):
        ref, wave = str(uuid.UUID(int=number + 1)), 1 + number % 2
        who = dice.choices(list(SHARES), list(SHARES.values()))[0]
        text = " ".join(dice.choices(WORDS, k=60)) + "."
        uses = frozenset({"analysis", "panel", "quotation"})
        stories.append(DeidentifiedStory(ref, "proef", wave, who, "nl", "", text, uses))
        for code in codes:
            value = dice.randint(1, 5) if dice.random() < 0.7 else "not_mentioned"
            answers.append(Answer(ref, "proef", wave, who, code, value))
    return stories, answers, codes


def measure(n):
    stories, answers, codes = corpus(n)
    before, started, busy = _peak(), time.perf_counter(), time.process_time()
    report, ledger = _report(stories, answers)
    took = {"measure, release, build": time.perf_counter() - started}
    from reports.render.formats import FORMATS

    for name, form in FORMATS.items():
        began = time.perf_counter()
        form.render(report, ledger)
        took[name] = time.perf_counter() - began
    _working(stories, answers, codes, took)
    whole, busy = time.perf_counter() - started, time.process_time() - busy
    slowest = sorted(took.items(), key=lambda pair: -pair[1])
    print(
        f"{n:7,d} stories: {whole:5.1f} s ({busy:.1f} s of processor time), {_peak():,d} MB at most "
        f"({before:,d} before)   {GOAL.get(n, '')}"
    )
    print("         " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in slowest), flush=True)


def _report(stories, answers):
    from analysis import indicators
    from analysis.disclosure import policy_of, publish, publish_quote, with_pictures, with_quotes
    from analysis.placing import PlacedStory, count_zones
    from analysis.records import StoryCount
    from reports.build import build_report
    from reports.content import IssueFacts, PhaseFacts, PilotFacts, ProvenanceFacts, WaveFacts
    from reports.parts import TriadWords
    from reports.quotes import LedgerEntry, QuoteLedger

    told = {}
    for story in stories:
        told[story.wave, story.perspective] = told.get((story.wave, story.perspective), 0) + 1
    counts = [StoryCount("proef", wave, who, k, k) for (wave, who), k in sorted(told.items())]
    figures = [*indicators.count_stories(counts), *indicators.measure(answers)]
    published = publish(figures, policy=policy_of("any programme"))
    dice, points = random.Random(2), ((100, 0, 0), (0, 100, 0), (0, 0, 100), (50, 50, 0), (34, 33, 33))
    placed = [PlacedStory("decided", story.wave, story.perspective, dice.choice(points)) for story in stories]
    published = with_pictures(published, triads=count_zones(placed), policy=policy_of("any programme"))
    quoted = stories[:9]
    published = with_quotes(published, [publish_quote(s, start=0, end=len(s.text), words=s.text) for s in quoted])
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    report = build_report(
        published=published,
        pilot=PilotFacts("proef", "Proef", "Programma", True, (), (), "", first, last),
        phases=[PhaseFacts(1, "Fase", first, last)],
        waves=[WaveFacts(number, f"Meetmoment {number}", 1, first, last) for number in (1, 2)],
        issue=IssueFacts(1, last),
        provenance=ProvenanceFacts("Loex", 1, last, "0" * 64, (), ()),
        triads=[TriadWords("decided", who, "Wat bepaalde het?", ("ik", "anderen", "de regels")) for who in SHARES],
    )
    return report, QuoteLedger({s.ref: LedgerEntry(s.text, may_quote=True) for s in quoted})


def _working(stories, answers, codes, took):
    from reports.working.formats import WORKING_FORMATS
    from reports.working.stories import AskedQuestion, WorkingSet, WorkingStory

    given = {}
    for answer in answers:
        given.setdefault(answer.ref, {})[answer.question] = answer.value
    questions = tuple(AskedQuestion(code, code, STEPS) for code in codes)
    rows = tuple(WorkingStory(story, given[story.ref], ()) for story in stories)
    working = WorkingSet("proef", "Proef", True, date(2026, 12, 31), "00000000", questions, (), rows)
    for name, form in WORKING_FORMATS.items():
        began = time.perf_counter()
        form.render(working)
        took[name] = time.perf_counter() - began


def _peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--stories", type=int, nargs="+", default=list(GOAL))
    options = arguments.parse_args()
    if len(options.stories) == 1:
        measure(options.stories[0])
        return 0
    for n in options.stories:
        subprocess.run([sys.executable, "-m", "bench.reports", "--stories", str(n)], check=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
