"""Find what may identify a person in a story, and put readable Dutch words in its place.

Pure: text in, records out; the only reading is of the package's own lists, once. A person always releases
(docs/methods/deidentification.md): this package proposes.
"""

from analysis.deidentify.placeholders import mask, mask_together
from analysis.deidentify.redaction import redact, redact_together

__all__ = ["mask", "mask_together", "redact", "redact_together"]
