"""Who may see and do what, decided here and enforced by the database: accounts, sessions, relationships, audit.

It does not show pages and does not know why someone is in a team; it is told."""
