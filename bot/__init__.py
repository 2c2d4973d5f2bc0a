"""Syndication bot: the key points of a news article, posted once, faithfully, on each channel."""

__version__ = "0.1.0"
