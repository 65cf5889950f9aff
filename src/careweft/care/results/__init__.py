"""Results and letters in plain words: what came, its range, and what is measured. Never a diagnosis."""
