"""The equipment store: what it has, where each thing is in its round, who has it, and calling a batch back.

A thing is a Device that names nobody; who has it is said by the person's own DeviceRequest. Every move of a thing is a
version of its Device, from the version that somebody looked at: it happens once, with who and when.
"""
