"""Every number that steers theme finding, with its unit and where it comes from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameters:
    """Defaults were chosen on public data only (docs/methods/themes.md gives the measurements).

    min_stories: below this nothing is clustered; with fewer than thirty stories groups are chance (BERTopic
        issue 1018 gives the same advice).
    min_tellers: fewest different tellers behind a topic and behind a keyword; also the privacy floor of the platform.
    n_resamples, resample_share: how often, and on which share of the stories, the grouping is repeated.
    neighbours: sizes of the neighbourhoods that the resamples take in turn. Several sizes: no single one is right for
        both 50 and 1,000 stories, and what holds at all of them is real.
    neighbours_at_most: largest neighbourhood as a share of all stories.
    resolution, fine_resolution, final_resolution: of the communities (Reichardt and Bornholdt 2006,
        doi 10.1103/PhysRevE.74.016110) in the resamples, coarse and fine, and in their consensus; above 1 gives more and
        smaller groups. Panels merge more easily than they split.
    linkage_below, linked: with fewer stories than this, every other resample is cut by average linkage into so many
        groups (least, most; never more than the root of the number of stories).
    together_at_least: two stories that share a group in fewer resamples than this are not tied to each other at all.
    again_from, n_again: from so many stories on, topics are looked for once more through what those found first differ in,
        in so many resamples. With fewer stories there is too little to measure that by: on sets that are not SIB-200 the
        second look gains nothing at 50 and 100, .01 ARI at 300 and 500, .035 at 1,000.
    doubt_margin: a story is in doubt when the share of resamples in which it sat with its own topic is less than this
        above the share for another. On SIB-200 one in four of such stories is where its label says, of all half.
    outlier_deviations: a story stands alone when its nearest stories are this many (robust) standard deviations further
        than usual. Iglewicz and Hoaglin (1993) advise 3.5; stories are not normal, and on clean public sets 2.5 sets
        aside at most one in a hundred.
    foreign_deviations: a story is about something else altogether when its cosine with the mean of all stories is so much
        below usual. Recipes, software and weather among the demo stories lie 3.5 to 9 deviations below, topics of SIB-200
        less than one; 3 sets aside one or two stories in a hundred.
    softness: temperature of the weights, in centred cosine.
    seed_deviations: a story is about a seed when their cosine is this many (robust) standard deviations above usual.
    n_keywords, keyword_lift: keywords shown, and how much more often than overall a topic's tellers must use one.
    n_keywords_otherwise, keyword_lift_otherwise: the same for a topic that no word sets apart that much.
    n_representatives, n_contrary: stories shown for a topic; a panel reads five to eight, and two or three that differ.
    fit_at_most: with more stories than this, topics are found on a random sample of so many, each language by its share,
        and the others are placed.
    """

    min_stories: int = 30
    min_tellers: int = 5
    n_resamples: int = 40
    resample_share: float = 0.8
    neighbours: tuple[int, ...] = (8, 12, 16)
    neighbours_at_most: float = 0.25
    resolution: float = 1.5
    fine_resolution: float = 3.0
    linkage_below: int = 200
    linked: tuple[int, int] = (4, 16)
    final_resolution: float = 1.0
    together_at_least: float = 0.4
    again_from: int = 500
    n_again: int = 10
    doubt_margin: float = 0.05
    outlier_deviations: float = 2.5
    foreign_deviations: float = 3.0
    softness: float = 0.1
    seed_deviations: float = 2.0
    n_keywords: int = 10
    keyword_lift: float = 1.5
    n_keywords_otherwise: int = 3
    keyword_lift_otherwise: float = 1.2
    n_representatives: int = 8
    n_contrary: int = 3
    fit_at_most: int = 2_000
