"""The rule language: one typed tree, an in-memory engine that is its definition, an Ibis engine that agrees with it.

It does not know where facts come from or what a selected person is selected for."""
