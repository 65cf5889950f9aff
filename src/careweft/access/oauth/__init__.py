"""Apps: which are known here, what people let them do, and the tokens by which they show it.

It knows the rules of OAuth 2, OpenID Connect and SMART App Launch 2, and nothing of HTTP or pages (see `web/oauth`).
"""
