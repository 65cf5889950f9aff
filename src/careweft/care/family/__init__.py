"""Family, carers and guardians: whom a person lets in, by invitation, and who acts for a person by age or capacity.

Who sees what is decided in the database (access.kin, access.decided); here persons say whom they trust, and take it
back.
"""
