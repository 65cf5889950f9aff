"""Pathways over several organisations: steps with times, handovers, variation with its reason, one schedule.

What happened on a person's pathway is a log; where the person stands is worked out from the log and the pathway as its
model says it (`walk.walk`), so that a message that is cancelled, corrected or late changes exactly what it should.
`pathways.Pathways` is the way in.
"""
