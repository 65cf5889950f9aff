"""Short visits at home by somebody who is no clinician: a postal worker who delivers, reminds, asks and passes on.

A visit is a Task of the model's own code. What the visitor is shown is a sheet with what the visit needs and nothing
else of the record; what they bring back is kept once, however often a telephone sends it.
"""
