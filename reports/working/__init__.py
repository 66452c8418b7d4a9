"""Working copies for evaluators: a row per released story, in the forms of their own tools. Never for outside.

Unlike everything else in this package these files do not pass disclosure control: they hold released texts whose tellers
allow analysis. The caller sees to it that they go to evaluators only and that every one of them is recorded.
"""
