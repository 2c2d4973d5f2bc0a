"""Where posts go: one folder for each kind of platform, and what they have in common.

A platform's folder offers ``RULES``, ``missing_credentials`` and ``connect`` and stands in the entry
points of group ``bot.platforms``. The modules beside the folders know no platform: ``session`` makes
the requests, ``outcomes`` runs a library over it, ``redaction`` keeps credentials out of words,
``likeness`` and ``reading`` find a post again.
"""
