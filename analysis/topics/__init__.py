"""Candidate themes: topics found in stories, for people to judge.

`find_topics` is the way in. Importing this package is light; BERTopic, scikit-network and scikit-learn are loaded when
topics are looked for. How it works and how well: docs/methods/themes.md.
"""

from analysis.topics.find import find_topics
from analysis.topics.parameters import Parameters

__all__ = ["Parameters", "find_topics"]
