"""Assessment: questionnaires (FHIR R4 with the part of SDC that is needed), answered by several people, with scores.

An instrument is a FHIR Questionnaire, an assessment a QuestionnaireResponse; scores are Observations, and so facts.
What is pure: `instrument` (read and checked), `form` (our short way to write one), `answers`, `evaluate`, `merge`.
`assessments` starts, saves and finishes them through the record; `standing` says what holds of a person now; `due` is
what the clock asks for.
"""
