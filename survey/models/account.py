"""People who work with Loex, and what they may do where. Tellers have no account."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Literal

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.models.base import Base, Id, Line

RoleName = Literal["admin", "coordinator", "evaluator", "panel_member", "data_protection_officer"]
ROLES: tuple[RoleName, ...] = ("admin", "coordinator", "evaluator", "panel_member", "data_protection_officer")
PILOT_ROLES: tuple[RoleName, ...] = ("coordinator", "evaluator", "panel_member")
"""Roles that are held per pilot; the others are held for the whole installation."""


class User(Base):
    """Someone who signs in. How, and where they are signed in: `survey.models.sign_in`."""

    __tablename__ = "user"
    id: Mapped[Id]
    email: Mapped[Line] = mapped_column(unique=True)
    """Lower case; `survey.services.accounts` keeps it so."""
    name: Mapped[Line]
    password_hash: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    roles: Mapped[list[RoleHeld]] = relationship(back_populates="user", cascade="all, delete-orphan")


class RoleHeld(Base):
    """A role, for one pilot or for the whole installation."""

    __tablename__ = "role_held"
    __table_args__ = (
        CheckConstraint(
            "(role IN ('coordinator', 'evaluator', 'panel_member')) = (pilot_id IS NOT NULL)", name="pilot_where_needed"
        ),
        Index("uq_role_held_user_role_pilot", "user_id", "role", "pilot_id", unique=True),
    )

    id: Mapped[Id]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    role: Mapped[RoleName] = mapped_column(Enum(*ROLES, name="role", native_enum=False, length=30))
    pilot_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"))
    user: Mapped[User] = relationship(back_populates="roles")
