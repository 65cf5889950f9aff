"""Subscriptions of R4 and of its topic backport: what they ask, which changes meet them, what a notification says.

It knows who is to be told of what (`definition`, `criteria`, `topics`), counts events when the record changes
(`events`) and writes notifications (`notification`). Sending them is for `feeds.subscriptions` and
`web.subscriptions`.
"""
