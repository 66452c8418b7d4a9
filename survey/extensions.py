"""Bare instances, bound to an application in `survey.app` and nowhere else."""

from flask_alembic import Alembic
from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf import CSRFProtect

from survey.models import Base

db = SQLAlchemy()
alembic = Alembic(metadatas=Base.metadata)
babel = Babel()
csrf = CSRFProtect()
login = LoginManager()
