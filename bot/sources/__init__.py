"""Where articles come from: the guarded fetch client, and one module for each kind of source.

A kind's module offers ``open_source(name, url, client) -> Source`` and is found by its entry point
in the group ``bot.sources``.
"""
