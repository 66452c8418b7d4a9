"""Candidate themes: topics found in stories, for people to judge.

`find_topics` is the way in; `nearest` serves where there are too few stories to group. Importing this package is light;
BERTopic, scikit-network and scikit-learn are loaded when topics are looked for. How it works and how well:
docs/methods/themes.md.
"""

from analysis.topics.find import find_topics
from analysis.topics.parameters import Parameters
from analysis.topics.reading import nearest
from analysis.topics.seeds import Seeds

__all__ = ["Parameters", "Seeds", "find_topics", "nearest"]
