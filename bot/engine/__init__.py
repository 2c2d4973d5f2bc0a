"""The clock and the threads: they ring, the outbox knows what is due."""
