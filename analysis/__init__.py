"""Text and numbers: pure functions over frozen records. Knows no web, no tables, and runs in a notebook."""
