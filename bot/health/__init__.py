"""Is it well: one diagnosis for `bot status`, /healthz and whoever else asks; and the figures of /metrics."""
