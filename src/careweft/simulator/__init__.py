"""A synthetic region: its people, its organisations and the messages they would really send."""
