"""The shared web kit: access, transaction, errors, filters, locale, headers. It has no screens of its own."""
