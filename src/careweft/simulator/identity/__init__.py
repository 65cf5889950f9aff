"""Who each organisation takes people to be: records, and the errors in them."""
