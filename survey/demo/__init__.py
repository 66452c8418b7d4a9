"""The invented programme: its data files, and the replay that lets its stories go through the same services as real ones."""
