"""A double-entry ledger that cannot be unbalanced, and the agreements that post to it.

It does not decide care; it records what care cost and who pays."""
