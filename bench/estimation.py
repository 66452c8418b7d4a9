"""Do the intervals hold the truth as often as they say? Share of simulated samples, and how wide the interval is.

python -m bench.estimation [--repeats 1000]
"""

import argparse
import sys

import numpy as np

from analysis.estimation import groups, pilots, power, prevalence, scales, shares

SIZES = (8, 15, 30, 60)
SKEWED, EVEN = np.array([0.05, 0.10, 0.15, 0.30, 0.40]), np.full(5, 0.2)
STEPS = np.arange(1, 6)


def covered(make, truth, repeats):
    found = [make() for _ in range(repeats)]
    inside = np.mean([e.low <= truth <= e.high for e in found])
    return f"{inside:.3f} (width {np.mean([e.high - e.low for e in found]):.2f})"


def by_size(random, repeats):
    above = sum(SKEWED[b] * EVEN[a] * np.sign(b - a) for a in range(5) for b in range(5))
    print("    n   net movement          difference            mean of a scale       Cliff's delta")
    for n in SIZES:
        slow = max(50, repeats // 5) if n >= scales.BCA_FROM_N else repeats
        figures = (
            covered(lambda n=n: shares.net_movement(*random.multinomial(n, (0.35, 0.45, 0.2))), 0.15, repeats),
            covered(
                lambda n=n: shares.difference((random.binomial(n, 0.3), n), (random.binomial(n, 0.5), n)), 0.2, repeats
            ),
            covered(
                lambda n=n: scales.mean(random.choice(STEPS, n, p=SKEWED), lowest=1, highest=5), SKEWED @ STEPS, slow
            ),
            covered(
                lambda n=n: groups.cliffs_delta(random.choice(STEPS, n, p=EVEN), random.choice(STEPS, n, p=SKEWED)),
                above,
                repeats,
            ),
        )
        print(f"{n:5d}   " + "  ".join(f"{figure:20s}" for figure in figures), flush=True)


def many_pilots(random, repeats):
    held, miss, raw_miss = [], [], []
    for _ in range(max(50, repeats // 5)):
        ns, truth = random.integers(5, 41, 12), random.normal(60, 3, 12)
        told = [random.normal(t, 22, n) for t, n in zip(truth, ns, strict=True)]
        found = pilots.estimate_together(
            [t.mean() for t in told], [t.std(ddof=1) / len(t) ** 0.5 for t in told], [int(n) for n in ns]
        )
        held += [e.low <= t <= e.high for e, t in zip(found.together, truth, strict=True)]
        miss += [(e.value - t) ** 2 for e, t in zip(found.together, truth, strict=True)]
        raw_miss += [(e.value - t) ** 2 for e, t in zip(found.raw, truth, strict=True)]
    print(
        f"12 pilots of 5-40 together: covered {np.mean(held):.3f}, root mean square error "
        f"{np.mean(miss) ** 0.5:.1f} (each by itself {np.mean(raw_miss) ** 0.5:.1f})"
    )


def themes(random, repeats):
    for true_share in (0.05, 0.2, 0.4):

        def sample(true_share=true_share):
            present = random.random(300) < true_share
            sure = 0.8 / (1 + np.exp(-(random.normal(0, 1, 300) + 3 * (present - 0.5))))
            return list(present[:60]), list(sure[:60]), list(sure[60:])

        with_machine = covered(lambda sample=sample: prevalence.prevalence(*sample()), true_share, repeats)
        alone = covered(lambda sample=sample: prevalence.prevalence(sample()[0]), true_share, repeats)
        print(
            f"theme in {true_share:.0%} of 300 stories, 60 read: panel alone {alone}, with the machine {with_machine}"
        )


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--repeats", type=int, default=1000)
    options = arguments.parse_args()
    random = np.random.default_rng(1)
    by_size(random, options.repeats)
    many_pilots(random, options.repeats)
    themes(random, options.repeats)
    print(
        "chance to see a shift with 30 stories a wave: "
        + ", ".join(f"{shift} points {power.chance_to_see(shift, 30):.2f}" for shift in (5, 10, 15))
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
