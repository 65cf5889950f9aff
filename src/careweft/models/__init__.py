"""Models of care: the file, its checks, the library, scenarios, and the engine that runs active models."""
