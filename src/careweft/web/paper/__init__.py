"""A person's record on paper: a PDF that a screen reader can read, made without a network (decision 14)."""

from careweft.web.paper.pdf import Paper, Part, pdf

__all__ = ["Paper", "Part", "pdf"]
