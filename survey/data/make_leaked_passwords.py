"""Make `leaked_passwords.bin` from a list of stolen passwords, one a line: `python -m survey.data.make_leaked_passwords LIST`.

Kept are those long enough to be taken here, as sorted fingerprints. Where the list comes from: README.md beside this file.
"""

from __future__ import annotations

import sys
from pathlib import Path

from survey.services.accounts import SHORTEST_PASSWORD_CHARACTERS
from survey.services.obvious_passwords import STOLEN, fingerprint


def main(path: Path) -> None:
    every = (line.rstrip("\r\n") for line in path.open(encoding="utf-8", errors="surrogateescape"))
    found = {fingerprint(line) for line in every if len(line) >= SHORTEST_PASSWORD_CHARACTERS}
    STOLEN.write_bytes(b"".join(sorted(found)))
    sys.stdout.write(f"{len(found)} passwords, {STOLEN.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
