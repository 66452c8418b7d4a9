"""Dutch number words, as patterns for ages, dates and telephone numbers spelled out."""

_UNIT = r"(?:een|twee|drie|vier|vijf|zes|zeven|acht|negen)"
_TENS = r"(?:twin|der|veer|vijf|zes|zeven|tach|negen)tig"
_TEENS = r"(?:der|veer|vijf|zes|zeven|acht|negen)tien"

CARDINAL = rf"(?:{_UNIT}[eë]n{_TENS}|{_TENS}|{_TEENS}|tien|elf|twaalf|twee|drie|vier|vijf|zes|zeven|acht|negen)"
"""Two to ninety-nine ("een" is left out: it is also the article)."""

ORDINAL = rf"(?:(?:{_UNIT}[eë]n)?{_TENS}ste|{_TEENS}de|(?:tien|elf|twaalf|vier|vijf|zes|zeven|negen)de|derde|achtste)"

DIGIT_WORD = r"(?:nul|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|dubbel)"

SPOKEN_NUMBER = rf"(?:{CARDINAL}|{DIGIT_WORD})"
"""A number as people say their telephone number: "nul zes twaalf vierendertig"."""

SPOKEN_YEAR = rf"(?:tweeduizend|negentienhonderd|twintighonderd)(?: ?(?:en ?)?(?:{CARDINAL}|een))?"
