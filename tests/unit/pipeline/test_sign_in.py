from __future__ import annotations

import pytest

from bot.model.errors import SignInRefused
from bot.model.user import Role
from bot.pipeline.sign_in import SignIn
from bot.store.audit import AuditStore
from bot.store.passwords import Passwords
from bot.store.users import UserStore
from tests.fakes.world import ANNA, World

PASSWORD = "harbour wall forty"


@pytest.fixture
def world(tmp_path) -> World:
    return World(tmp_path)


@pytest.fixture
def users(world) -> UserStore:
    users = UserStore(world.database, Passwords(rounds=1, kibibytes=64))
    for name in ("anna", "bert"):
        users.add(name, Role.EDITOR, PASSWORD, by=ANNA, now=world.clock.now())
    return users


@pytest.fixture
def door(world, users) -> SignIn:
    return SignIn(users, AuditStore(world.database), world.clock)


def fail(door: SignIn, name: str = "anna", address: str = "10.0.0.1") -> str:
    with pytest.raises(SignInRefused) as refused:
        door.sign_in(name, "wrong wrong wrong", address=address)
    return str(refused.value)


def test_who_knows_the_password_gets_a_session(world, users, door) -> None:
    user, secret = door.sign_in("Anna", PASSWORD, address="10.0.0.1")
    assert user.name == "anna"
    assert users.session(secret, now=world.clock.now()).user == user


def test_a_wrong_name_and_a_wrong_password_sound_alike(door) -> None:
    assert fail(door, "nobody") == fail(door, "anna")


def test_after_five_failures_even_the_right_password_waits(world, door) -> None:
    for _ in range(5):
        fail(door)
    with pytest.raises(SignInRefused, match="too many failed logins; try again in 15 minutes") as e:
        door.sign_in("anna", PASSWORD, address="10.0.0.1")
    assert e.value.retry_after == 900
    world.clock.forward(minutes=15)
    assert door.sign_in("anna", PASSWORD, address="10.0.0.1")


def test_a_guesser_elsewhere_does_not_lock_anna_out(door) -> None:
    for _ in range(6):
        fail(door, address="10.6.6.6")
    assert door.sign_in("anna", PASSWORD, address="10.0.0.1")


def test_one_address_cannot_try_all_names(door) -> None:
    words = [fail(door, f"name{number}", "10.6.6.6") for number in range(31)]
    assert "too many" in words[-1]
    assert "too many" not in words[-2]


def test_many_addresses_cannot_try_one_name(door) -> None:
    words = [fail(door, "anna", f"10.0.{n // 200}.{n % 200}") for n in range(101)]
    assert "too many" in words[-1]
    assert "too many" not in words[-2]


def test_success_forgives_the_person_and_not_the_address(door) -> None:
    for _ in range(4):
        fail(door, "anna", "10.0.0.9")
    door.sign_in("anna", PASSWORD, address="10.0.0.9")
    for _ in range(4):
        assert "too many" not in fail(door, "anna", "10.0.0.9")
    words = [fail(door, f"name{number}", "10.0.0.9") for number in range(23)]
    assert "too many" in words[-1]


def test_the_trail_knows_accounts_and_no_typed_words(world, door) -> None:
    fail(door, "my secret password", "10.0.0.1")
    fail(door, "ANNA", "10.0.0.1")
    door.sign_in("bert", PASSWORD, address="10.0.0.2")
    deeds = AuditStore(world.database).recent(limit=2)
    assert [(d.action, d.subject) for d in deeds] == [
        ("log in", "user bert"),
        ("failed log in", "user anna"),
    ]


def test_the_memory_is_bounded(door, monkeypatch) -> None:
    monkeypatch.setattr("bot.pipeline.sign_in.REMEMBERED", 30)
    for number in range(60):
        fail(door, f"name{number}", f"10.0.0.{number}")
    assert len(door._failures) <= 30
