"""One person across organisations: linkage, the person index, review of doubtful matches, merge and undo.

It does not parse messages and does not write clinical resources."""
