"""Background work: a name, and the service call behind it."""
