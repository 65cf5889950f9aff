"""The shared plan: what matters to the person, their goals, who does what and when, and what to do if things go wrong.

A plan is a FHIR CarePlan with its Goals and CareTeam. `content` says what it holds, `resource` how FHIR keeps it,
`merge` what becomes of it when two people change it at once, `governed` what its status does to tasks, `plans` what
people and the clock do with it. `package` is the services that the person has and which of them are paused.
"""
