"""A synthetic region: its people, its organisations and the messages they would really send.

`region.make` writes one to a folder; `play.day` and `play.through` give it back message by message. Below them:
`people` (the truth), `care` (what they use), `identity` (who records say they are), `senders` (what is sent).
"""
