"""`make bench`: every bench in turn, each in its own process so that memory figures do not mix."""

from __future__ import annotations

import subprocess
import sys

BENCHES = ("web", "readability", "deidentify", "encoder", "themes", "themes_speed", "codebook", "estimation")

for name in BENCHES:
    print(f"== {name}", flush=True)
    subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False)
