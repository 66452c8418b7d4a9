"""The questions of a story as a person reads them: on the family's form, on paper and in the editor's preview."""
