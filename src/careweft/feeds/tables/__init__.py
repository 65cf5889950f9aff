"""CSV files as councils, home-care agencies and care homes send them, read as their declared mapping says."""
