"""Use cases as functions: the session first, everything else by keyword; `by` and `now` explicit. They flush, never commit."""
