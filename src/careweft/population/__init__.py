"""Segments of a population by live rules: the pyramid of need and the people in each tier."""
