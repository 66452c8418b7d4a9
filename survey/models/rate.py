"""How often something was tried lately. No address and nothing of a person: a keyed hash of what was tried, and a count."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from survey.models.base import Base, Hash


class RateCount(Base):
    """Tries of one kind within one window. window: number of the window since 1970; rows of past windows are removed."""

    __tablename__ = "rate_count"

    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    key: Mapped[Hash] = mapped_column(primary_key=True)
    window: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int]
