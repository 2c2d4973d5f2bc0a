"""The durable memory in SQLite or PostgreSQL: stories, the outbox, the attempt log, and views on them."""
