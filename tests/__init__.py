"""A package, so that no installed package called tests (textstat brings one) stands in front of it."""
