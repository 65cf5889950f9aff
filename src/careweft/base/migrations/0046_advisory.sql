-- Which team an advisory group advises; empty where it is the whole place's.
ALTER TABLE care.advisory_group ADD COLUMN team text NOT NULL DEFAULT '';
