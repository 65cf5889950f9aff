"""What makes the generated files, and the environment."""
