"""Making the name tagger; nothing here is loaded when stories are read."""
