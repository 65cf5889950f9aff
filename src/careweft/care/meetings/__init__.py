"""Team meetings: when they are, the agenda that a rule builds, running them person by person, and what is kept.

What was said of a person is a Composition in that person's record, which the person reads; what was decided is a Task
like any other. The agenda itself is the team's list: nobody sees on it whom they may not see.
"""
