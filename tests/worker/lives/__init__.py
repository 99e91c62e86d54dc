"""Lives that the crash tests interrupt, one module each."""
