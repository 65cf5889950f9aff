"""The way in: how referrals come, where each of them stands, and what becomes of it.

A referral is a ServiceRequest, the sender's own word, which is never rewritten here. Its triage Task is ours: the
owner, the clock and the state stand in it, so that a referral is always in exactly one of waiting, asked, redirected,
joined (and then where its head is) or decided."""
