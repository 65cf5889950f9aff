"""Honest judgement after the fact: protocols and designs. Empty until its issue."""
