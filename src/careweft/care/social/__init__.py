"""Social needs: found by screening, help offered and wanted or not, referred to a partner, and what became of it.

A need is a Condition; a referral is a ServiceRequest with a Task of the partner's whose focus it is, by the states of
Gravity's SDOH Clinical Care guide. A partner sees the request, a name and how to reach the person, and nothing else.
"""
