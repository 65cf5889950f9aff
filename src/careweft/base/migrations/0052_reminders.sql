-- When somebody was last reminded of a gap in care.
ALTER TABLE population.gap ADD COLUMN reminded timestamptz;
