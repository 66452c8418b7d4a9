"""Known holes in the locked parts, by pip-audit. Without an index that knows the parts this is skipped, and says so: a run
without a network is no failure, and "nothing found" would be a lie."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIP_AUDIT = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "-r", "requirements.txt"]
OPTIONS = ["--format", "json", "--progress-spinner", "off", "--timeout", "5"]


def main() -> int:
    asked = subprocess.run([*PIP_AUDIT, *OPTIONS], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603  a fixed command
    try:
        parts = json.loads(asked.stdout)["dependencies"]
    except (ValueError, KeyError):
        say("Known holes: not looked up, no index can be reached.")
        return 0
    unknown = [part["name"] for part in parts if "skip_reason" in part]
    holes = [(part, hole) for part in parts for hole in part.get("vulns", ())]
    for part, hole in holes:
        say(
            f"{part['name']} {part['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'no version yet'}"
        )
    looked_up = len(parts) - len(unknown)
    if looked_up == 0:
        say("Known holes: not looked up, no index that can be reached knows the parts.")
    else:
        say(f"Known holes: {len(holes)} in {looked_up} parts; not looked up: {', '.join(unknown) or 'none'}.")
    return 1 if holes else 0


def say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")


if __name__ == "__main__":
    sys.exit(main())
