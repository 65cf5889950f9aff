"""Who lives in the region, where, and how well: the truth."""
