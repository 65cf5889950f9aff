"""Who does the work of a team: cover, who takes the next case, what each holds and what is coming, handing over.

Nothing here decides for people: a new case goes to somebody by the model's rule and says why; a case that is held moves
only when somebody moves it.
"""
