"""`make bench`: every bench in turn, each in its own process so that memory figures do not mix."""

from __future__ import annotations

import subprocess
import sys

BENCHES = (
    "web",
    "panel",
    "checking",
    "guessing",
    "readability",
    "deidentify",
    "encoder",
    "themes",
    "firmness",
    "themes_speed",
    "codebook",
    "estimation",
    "desk",
    "reports",
)

for name in BENCHES:
    print(f"== {name}", flush=True)
    subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False)
