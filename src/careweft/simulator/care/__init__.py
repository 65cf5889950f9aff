"""What care people use: hospital, community, social care, around each other in time."""
