"""Every error that the bot raises on purpose.

::

    BotError
    ├── ConfigError          the file or the environment is wrong (exit 2)
    │   └── CredentialsError a credential is missing or malformed (exit 2)
    ├── UsageError           the command was given something it cannot use (exit 2)
    │   └── AgainstCadence   a time that the channel's cadence does not allow
    ├── FetchError           a URL could not be read
    │   ├── Unreachable      no answer for now; the same may succeed later
    │   ├── AddressRefused   it leads to an address that must not be visited
    │   ├── TooLarge         more bytes than the cap, raw or decompressed
    │   ├── PasswordAsked    the page asks its readers for a password
    │   └── HttpStatusError  it answered, with a status that is no success
    ├── SourceError          a feed, site or page is not what its kind says
    ├── ExtractError         no article was found in the page
    ├── CardError            a picture of the key points cannot be drawn
    ├── StoreError           the database cannot do what is asked
    │   ├── DiskFull         the disk has no room for a commit
    │   └── NewerSchema      it was written by a newer version of the bot
    ├── AlreadyPosted        the story stands on that channel already
    ├── AlreadyRunning       another daemon works on this database
    ├── Stalled              the engine stands still and cannot be restarted
    ├── NotFound             nothing has that id, slug or name
    ├── SignInRefused        the name or password is wrong, or was tried too often
    └── IllegalTransition    a delivery cannot do that in its state
        └── AlreadyDecided   someone else has decided about it since it was shown

The message is one plain line for an editor: what is wrong, where, and what to do.
"""

from __future__ import annotations


class BotError(Exception):
    """The root. ``code`` is stable and goes into ``--json``; ``exit_status`` is the process's."""

    code = "error"
    exit_status = 1


class ConfigError(BotError):
    """The configuration is wrong; the message names file, key and what is allowed."""

    code = "config"
    exit_status = 2


class CredentialsError(ConfigError):
    """A credential is missing or malformed; the message names the variable, never its value."""

    code = "credentials"


class UsageError(BotError):
    """A command was given something that it cannot use."""

    code = "usage"
    exit_status = 2


class AgainstCadence(UsageError):
    """A person chose a time that the channel's cadence does not allow; they may insist."""

    code = "against_cadence"


class FetchError(BotError):
    """A URL could not be read: unreachable, too slow, too many redirects, broken answer."""

    code = "fetch"

    @property
    def is_passing(self) -> bool:
        """Whether it says nothing about the address: the same may succeed a while later."""
        return False


class Unreachable(FetchError):
    """No answer came, or the site does not tell for now whether it may be read."""

    @property
    def is_passing(self) -> bool:
        """Networks and servers come back."""
        return True


class AddressRefused(FetchError):
    """The URL leads to an address or port that the bot must not visit."""

    code = "address_refused"


class TooLarge(FetchError):
    """The answer is larger than the cap, as sent or once decompressed."""

    code = "too_large"


class PasswordAsked(FetchError):
    """The page asks its readers for a password in the place of the story."""

    code = "password_asked"


class HttpStatusError(FetchError):
    """The server answered with a status that is neither success nor "not modified"."""

    code = "http_status"

    def __init__(self, message: str, *, status: int, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after
        """Seconds that the server asked to be left alone for, or None."""

    @property
    def is_passing(self) -> bool:
        """Whether the server said that it fails, or has too much to do."""
        return self.status >= 500 or self.status == 429


class SourceError(BotError):
    """What a source answered is not what its kind says (not a feed, not a WordPress site)."""

    code = "source"


class ExtractError(BotError):
    """No article was found in the page."""

    code = "extract"


class CardError(BotError):
    """A picture of the key points cannot be drawn; the post goes without it."""

    code = "card"


class StoreError(BotError):
    """The database cannot do what is asked of it."""

    code = "store"


class NewerSchema(StoreError):
    """The database was written by a newer version of the bot."""

    code = "newer_schema"


class DiskFull(StoreError):
    """The disk has no room for a commit."""

    code = "disk_full"


class AlreadyPosted(BotError):
    """The story stands on that channel already, or is on its way there."""

    code = "already_posted"


class AlreadyRunning(BotError):
    """Another process holds the deliverer's lock of this database."""

    code = "already_running"


class Stalled(BotError):
    """The engine stands still and cannot be restarted: the process has to end."""

    code = "stalled"


class NotFound(BotError):
    """Nothing has that id, slug or name."""

    code = "not_found"


class IllegalTransition(BotError):
    """A delivery cannot do that in the state it is in."""

    code = "illegal_transition"


class AlreadyDecided(IllegalTransition):
    """Someone else has decided about the delivery since it was shown; the message says who and when."""

    code = "already_decided"


class SignInRefused(BotError):
    """The name or the password is wrong (never which), or it was tried too often."""

    code = "sign_in_refused"

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds to wait where it was tried too often, else None."""
