"""Documents: the impact report from published figures. Knows no web and no tables, and runs in a notebook."""
