"""Notifications out: delivers what subscriptions are to be told to their `rest-hook` endpoints."""
