"""Indicators counted from facts over time, and the charts' arithmetic (SPC).

It computes numbers; it does not draw."""
