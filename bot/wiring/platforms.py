"""The configured accounts, connected when they are first needed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, cast

from bot.model.errors import CredentialsError
from bot.pipeline.ports import Account, Platform
from bot.pipeline.tokens import in_force
from bot.platforms.accounts import given_credentials
from bot.store.tokens import TokenStore

if TYPE_CHECKING:
    from bot.platforms.consent import Authoriser
    from bot.sandbox import Sandbox

from bot.wiring.newsroom import Newsroom


def load_authoriser(platform: str) -> Authoriser:
    """What gets tokens for a platform: the module ``authorise`` in its folder."""
    (point,) = entry_points(group="bot.platforms", name=platform)
    return cast("Authoriser", import_module(f"{point.module}.authorise"))


class Platforms:
    """Connects each channel's account when it is first needed; one object serves all threads."""

    def __init__(self, newsroom: Newsroom, tokens: TokenStore, sandbox: Sandbox | None) -> None:
        self._newsroom = newsroom
        self._tokens = tokens
        self._sandbox = sandbox
        self._connected: dict[str, tuple[Account, Platform]] = {}
        self._connecting = threading.Lock()

    def __call__(self, name: str) -> Platform:
        """The channel's account, connected anew where `bot auth` stored a token since. Raises CredentialsError."""
        with self._connecting:
            account = self.account(name)
            renewed = account.stored is not None and account.stored.is_renewed
            mark = replace(account, stored=None) if renewed else account
            known, platform = self._connected.get(name, (None, None))
            if platform is None or known != mark:
                self.require([name])
                platform = self._newsroom.kinds[name].connect(account)
                self._connected[name] = (mark, platform)
            return platform

    def require(self, names: Sequence[str]) -> None:
        """Raise CredentialsError where any of the channels lacks a credential, naming all of them."""
        lacking = [words for name in names if (words := self._lacking(name))]
        if lacking:
            raise CredentialsError(
                "; ".join(lacking) + "; set them in the environment or in .env (see .env.example)"
            )

    def missing(self, name: str) -> tuple[str, ...]:
        """The environment variables that the channel still needs."""
        account = self.account(name)
        suffixes = self._newsroom.kinds[name].missing_credentials(
            given_credentials(account), account.mode
        )
        prefix = self._newsroom.settings.credential_prefix(name)
        return tuple(f"{prefix}_{suffix}" for suffix in suffixes)

    def _lacking(self, name: str) -> str | None:
        missing = self.missing(name)
        return f'channel "{name}" lacks {", ".join(missing)}' if missing else None

    def account(self, name: str) -> Account:
        """The channel's account with its stored token. Raises CredentialsError, StoreError."""
        account = self.configured(name)
        if account.tokens is None:
            return account
        platform = self._newsroom.settings.configuration.channels[name].platform
        stored = in_force(account.tokens.get(name, platform), account.credentials)
        return replace(account, stored=stored)

    def configured(self, name: str) -> Account:
        """The channel's account as the configuration and the environment tell, or the sandbox."""
        settings = self._newsroom.settings
        table = settings.configuration.channels[name]
        timeout = settings.configuration.delivery.timeout.total_seconds()
        if self._sandbox is not None:
            return Account(
                channel=name,
                credentials=self._sandbox.credentials(table.platform),
                base_url=self._sandbox.base_url(table.platform),
                timeout=timeout,
                mode=table.mode,
            )
        return Account(
            channel=name,
            credentials=settings.credentials(name),
            base_url=table.base_url,
            timeout=timeout,
            mode=table.mode,
            tokens=self._tokens,
        )
