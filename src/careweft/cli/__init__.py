"""The `careweft` command: every act that an operator needs, with progress, and errors that say what to do next."""
