"""From a frozen report to a document. One module a format."""
