"""Notices to people, through apprise: the adapter is the only file that imports it."""
