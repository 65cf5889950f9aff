"""Careweft: integrated health and social care for a place, as models of care that run."""

__version__ = "0.1.0"
