"""What people do for a person: referrals, cases, tasks, holds and notices, and the effects of reactions.

It runs reactions that it is given; it does not know the model file that they came from."""
