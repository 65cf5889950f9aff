-- How many may come to a focus group, which talks once about one question; empty of a group that goes on.
ALTER TABLE care.advisory_group ADD COLUMN places integer CHECK (places > 0);

-- Where a thing of the store goes, such as a school; empty where that is the person's home.
ALTER TABLE care.loan ADD COLUMN place text NOT NULL DEFAULT '';
