"""The community: advisory groups, comments answered within the promised time, surveys, the improvement log.

None of it is anybody's record. What is open to all names nobody: an answer is written anew for everybody to read, a
survey shows no number of few, and the log names organisations.
"""
