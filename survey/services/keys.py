"""Rotation of the story key: every story's own key is wrapped anew, in small steps, while the site runs.

No text is touched or opened. Each step stands by itself: after a kill the next call goes on where the last commit was.
One of the four services that may see told stories; it needs their keys only.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from survey.models.submission import Submission
from survey.services.errors import StoryUnreadable
from survey.services.sealing import MARK_BYTES, KeyRing

STORIES_PER_STEP = 200

_mark = func.substr(Submission.wrapped_key, 1, MARK_BYTES)


@dataclass(frozen=True, slots=True)
class Step:
    """n_done: keys wrapped anew. n_unreadable: damaged ones, left as they were. last: where the next step goes on."""

    n_done: int
    n_unreadable: int
    last: uuid.UUID


def stories_per_mark(session: Session) -> dict[str, int]:
    """How many stories are under which wrapping key, by its mark (hexadecimal)."""
    rows = session.execute(select(_mark, func.count()).group_by(_mark)).all()
    return {bytes(mark).hex(): n for mark, n in rows}


def rotate(
    session: Session, *, key_ring: KeyRing, after: uuid.UUID | None = None, most: int = STORIES_PER_STEP
) -> Step | None:
    """Wrap the next keys that are still under an earlier key of the ring; None when there are no more.

    A story that is withdrawn in the meantime stays away. Stories under a key that is not in the ring are left alone.
    """
    wanted = select(Submission.ref, Submission.wrapped_key).where(_mark.in_(key_ring.earlier_marks))
    if after is not None:
        wanted = wanted.where(Submission.ref > after)
    rows = session.execute(wanted.order_by(Submission.ref).limit(most)).all()
    if not rows:
        return None
    n_done = n_unreadable = 0
    for ref, wrapped in rows:
        try:
            fresh = key_ring.rewrapped(ref, wrapped)
        except StoryUnreadable:
            n_unreadable += 1
            continue
        changed = session.execute(
            update(Submission)
            .where(Submission.ref == ref, Submission.wrapped_key == wrapped)
            .values(wrapped_key=fresh)
            .returning(Submission.ref),
            execution_options={"synchronize_session": False},
        )
        n_done += len(changed.all())
    return Step(n_done, n_unreadable, rows[-1].ref)
