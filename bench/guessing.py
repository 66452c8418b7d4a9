"""Does the time of an answer tell whether an account or a story exists? CPU time of one check, known against unknown, in turns."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from survey.app import create_app
from survey.config import Settings
from survey.extensions import alembic, db
from survey.models.word_code import WordCode
from survey.services import accounts, word_codes
from survey.services.sealing import KeyRing
from tests import factories

ROUNDS = 60
LIMIT_MS = 5.0
MS_PER_S = 1000
WRONG = "een verkeerd geheim van vijf woorden"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(environment="testing", instance_folder=Path(folder), https=False))
        with app.app_context():
            alembic.upgrade()
            now = app.config["CLOCK"]()
            ring = app.config["KEY_RING"]
            pilot = factories.make_pilot(db.session, now=now)
            email = factories.make_user(db.session, now=now).email
            code = word_codes.propose()
            factories.tell(db.session, wave=pilot.waves[0], now=now, word_code=code, key_ring=ring)
            db.session.commit()
            words = code.split()
            secret = " ".join(reversed(words[2:]))
            _compare(
                "password",
                lambda: accounts.check_password(db.session, email=email, password=WRONG),
                lambda: accounts.check_password(db.session, email="niemand@voorbeeld.example", password=WRONG),
            )
            _compare("word code", lambda: _code(words[:2], secret, ring), lambda: _code(words[2:4], secret, ring))


def _code(locating: list[str], secret: str, ring: KeyRing) -> None:
    """Without the limit of tries, which would end the measurement after twenty."""
    with db.sessionmaker() as session:
        wanted = word_codes.locator_hashes(" ".join(locating), ring)
        hashes = session.scalars(select(WordCode.secret_hash).where(WordCode.locator_hash.in_(wanted))).all()
        word_codes.matching(hashes, secret)


def _compare(name: str, known: Callable[[], object], unknown: Callable[[], object]) -> None:
    """Both in turns, so that a busy machine is as busy for the one as for the other."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for spent, check in zip(times, (known, unknown), strict=True):
            before = time.process_time()
            check()
            spent.append((time.process_time() - before) * MS_PER_S)
            db.session.rollback()
    here, there = (statistics.median(spent) for spent in times)
    print(
        f"{name:17} {abs(here - there):6.2f} ms of CPU between known ({here:.1f}) and unknown ({there:.1f}) "
        f"(limit {LIMIT_MS:.0f} ms)"
    )


if __name__ == "__main__":
    main()
