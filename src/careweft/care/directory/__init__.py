"""The services directory: what there is around here, for whom, where, when, how many places are free, after what wait,
at what price to the person and to who pays, and how to refer. FHIR HealthcareService is the truth; a service keeps its
own entry, and everybody may read it.
"""
