"""HL7 v2 as hospitals send it: split, read, answer, and turned into what the record needs. No database here."""
