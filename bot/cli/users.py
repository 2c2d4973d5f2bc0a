"""``bot user``: who may use the desk and the API."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import line_printer, print_json
from bot.cli.person import at_terminal
from bot.cli.stories import JsonOption
from bot.model.user import Role

if TYPE_CHECKING:
    from datetime import datetime

    from bot.cli.shapes import Json
    from bot.model.user import ApiToken, User
    from bot.store.users import UserStore

NameArgument = Annotated[str, typer.Argument(help="The name of the account.")]
LabelArgument = Annotated[str, typer.Argument(help="What the token is for, such as cms.")]
TokenRole = Annotated[
    Role | None, typer.Option(help="What it may do; at most, and by default, what the account may.")
]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    user = typer.Typer(help="Who may use the desk and the API.", no_args_is_help=True)
    user.command("list")(list_users)
    for command in (add, passwd, role, disable, enable, remove, token, revoke, audit):
        user.command()(command)
    app.add_typer(user, name="user")


def add(
    name: NameArgument,
    role: Annotated[Role, typer.Option(help="editor decides about posts; admin also else.")],
    no_password: Annotated[
        bool, typer.Option("--no-password", help="For a program: it has API tokens only.")
    ] = False,
) -> None:
    """Make an account. Asks for the password, or reads it from a pipe.

    Example: bot user add anna --role editor
    """
    from bot.model.errors import UsageError
    from bot.model.user import name_problem

    users, now = _open()
    if problem := name_problem(name):
        raise UsageError(f'"{name}": {problem}')
    password = None if no_password else _password(name)
    made = users.add(name, role, password, by=at_terminal(), now=now)
    how = "logs in at the desk" if made.can_log_in else f"has no password; bot user token {name}"
    line_printer()(f"{made.name}: {made.role}, {how}")


def list_users(as_json: JsonOption = False) -> None:
    """List the accounts and their tokens.

    Example: bot user list
    """
    from bot.cli.output import console
    from bot.cli.render import plain, table

    users, now = _open()
    tokens = users.tokens()
    everyone = users.users()
    if as_json:
        print_json([_user_shape(user, tokens) for user in everyone])
        return
    if not everyone:
        line_printer()("There is no account yet: bot user add NAME --role admin")
        return
    made = table("name", "role", "state", "tokens")
    for user in everyone:
        mine = ", ".join(_describe_token(t, now) for t in tokens if t.user.id == user.id)
        made.add_row(plain(user.name), user.role, _state(user), plain(mine))
    console().print(made)


def passwd(name: NameArgument) -> None:
    """Give an account another password; all its sessions end. Asks for it, or reads it from a pipe.

    Example: bot user passwd anna
    """
    users, now = _open()
    account = users.user(name).name
    users.set_password(account, _password(account), by=at_terminal(), now=now)
    line_printer()(f"{account}: the password is changed, all sessions have ended")


def role(
    name: NameArgument, role: Annotated[Role, typer.Argument(help="editor or admin.")]
) -> None:
    """Change what an account may do.

    Example: bot user role anna admin
    """
    users, now = _open()
    changed = users.set_role(name, role, by=at_terminal(), now=now)
    line_printer()(f"{changed.name}: {changed.role}")


def disable(name: NameArgument) -> None:
    """Shut an account out: its sessions end, its tokens rest.

    Example: bot user disable anna
    """
    users, now = _open()
    line_printer()(f"{users.set_disabled(name, True, by=at_terminal(), now=now).name} is shut out")


def enable(name: NameArgument) -> None:
    """Let an account in again.

    Example: bot user enable anna
    """
    users, now = _open()
    line_printer()(
        f"{users.set_disabled(name, False, by=at_terminal(), now=now).name} may come in again"
    )


def remove(name: NameArgument) -> None:
    """Delete an account with its sessions and tokens. The audit trail keeps its name.

    Example: bot user remove anna
    """
    users, now = _open()
    users.remove(name, by=at_terminal(), now=now)
    line_printer()(f"{name} is removed")


def token(
    name: NameArgument,
    label: Annotated[str, typer.Option(help="What the token is for.")] = "api",
    role: TokenRole = None,
    days: Annotated[
        int, typer.Option(min=0, max=3650, help="Days until it expires; 0: never.")
    ] = 365,
) -> None:
    """Print an API token, once: it is kept nowhere.

    Example: bot user token cms --label wordpress
    """
    from datetime import timedelta

    users, now = _open()
    secret = users.issue_token(
        name,
        label,
        role=role or users.user(name).role,
        expires_at=now + timedelta(days=days) if days else None,
        by=at_terminal(),
        now=now,
    )
    line_printer()(secret)


def revoke(name: NameArgument, label: LabelArgument) -> None:
    """Delete an API token: whoever holds it is refused from now on.

    Example: bot user revoke cms wordpress
    """
    users, now = _open()
    users.revoke_token(name, label, by=at_terminal(), now=now)
    line_printer()(f"{name}: the token {label} is no longer valid")


def audit(
    name: Annotated[str | None, typer.Argument(help="Only what this person did.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 50,
    as_json: JsonOption = False,
) -> None:
    """Show who did what, newest first.

    Example: bot user audit anna --limit 20
    """
    from bot.settings import load_settings
    from bot.store.audit import AuditStore
    from bot.wiring import open_database

    deeds = AuditStore(open_database(load_settings())).recent(actor=name, limit=limit)
    if as_json:
        from bot.cli.shapes import deed_shape

        print_json([deed_shape(deed) for deed in deeds])
        return
    write = line_printer()
    for deed in deeds:
        what = f"delivery {deed.delivery_id}" if deed.delivery_id else deed.subject
        why = f" ({deed.reason})" if deed.reason else ""
        write(
            f"{deed.at:%Y-%m-%d %H:%M:%S} UTC  {deed.actor.name} ({deed.actor.via}): "
            f"{deed.action}: {what}{why}"
        )


def _open() -> tuple[UserStore, datetime]:
    from bot.settings import load_settings
    from bot.store.users import UserStore
    from bot.wiring import SystemClock, open_database

    return UserStore(open_database(load_settings())), SystemClock().now()


def _password(name: str) -> str:
    """The password, asked for twice, or the first line of a pipe. Raises UsageError."""
    from bot.model.errors import UsageError
    from bot.model.user import PASSWORD_MOST, password_problem

    given: str
    if not sys.stdin.isatty():
        given = sys.stdin.readline(PASSWORD_MOST + 2).rstrip("\r\n")
        if problem := password_problem(given, name):
            raise UsageError(problem)
        return given
    while True:
        given = typer.prompt("Password", hide_input=True, err=True)
        problem = password_problem(given, name)
        if problem is None and typer.prompt("Again", hide_input=True, err=True) != given:
            problem = "these were two different passwords"
        if problem is None:
            return given
        typer.echo(problem, err=True)


def _state(user: User) -> str:
    if user.disabled:
        return "shut out"
    return "may log in" if user.can_log_in else "API only"


def _describe_token(token: ApiToken, now: datetime) -> str:
    if token.expires_at is None:
        return f"{token.label} ({token.role})"
    word = "expired" if token.expires_at <= now else "until"
    return f"{token.label} ({token.role}, {word} {token.expires_at:%Y-%m-%d})"


def _user_shape(user: User, tokens: tuple[ApiToken, ...]) -> Json:
    from bot.shapes import iso

    return {
        "name": user.name,
        "role": user.role.value,
        "disabled": user.disabled,
        "can_log_in": user.can_log_in,
        "created_at": iso(user.created_at),
        "tokens": [
            {
                "label": token.label,
                "role": token.role.value,
                "created_at": iso(token.created_at),
                "expires_at": iso(token.expires_at),
                "used_at": iso(token.used_at),
            }
            for token in tokens
            if token.user.id == user.id
        ],
    }
