"""The key ring: passwords, lock-out, recovery key, and what it costs."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.clock import Clock
from desktop.errors import Invalid
from desktop.storage import keyring
from desktop.storage.errors import LockedOut, MistypedRecoveryKey, WrongPassword, WrongRecoveryKey
from desktop.storage.keyring import FLOOR, KeyRing, Params
from desktop.storage.recoverykey import ALPHABET, new_recovery_key, read_recovery_key

OFFICE = UUID("01930000-0000-7000-8000-000000000001")
XIAO = UUID("01930000-0000-7000-8000-000000000002")
LIU = UUID("01930000-0000-7000-8000-000000000003")
START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def at(minutes: float) -> Clock:
    return Clock(lambda: START + timedelta(minutes=minutes))


@pytest.fixture(scope="module")
def made() -> tuple[KeyRing, bytes, str]:
    return keyring.create(OFFICE, "红星街道", XIAO, "肖桂兰", "井冈山1927年", params=FLOOR)


@pytest.fixture
def ring(made: tuple[KeyRing, bytes, str]) -> KeyRing:
    return made[0]


@pytest.fixture
def key(made: tuple[KeyRing, bytes, str]) -> bytes:
    return made[1]


@pytest.fixture
def printed(made: tuple[KeyRing, bytes, str]) -> str:
    return made[2]


def wrong(ring: KeyRing, clock: Clock, times: int = 1) -> keyring.Attempt:
    for _ in range(times):
        attempt = keyring.unlock(ring, "肖桂兰", "不是这个密码", clock)
        ring = attempt.ring
    return attempt


def test_the_right_password_opens_the_data_key(ring: KeyRing, key: bytes) -> None:
    attempt = keyring.unlock(ring, "肖桂兰", "井冈山1927年", at(0))
    assert attempt.opened() == key
    assert len(key) == 32
    assert attempt.ring is ring  # nothing to write on the way in


def test_width_and_case_of_the_input_method_do_not_keep_anybody_out(ring: KeyRing, key: bytes) -> None:
    assert keyring.unlock(ring, " 肖桂兰 ", "井冈山１９２７年", at(0)).opened() == key


def test_a_wrong_password_is_counted_and_says_how_many_tries_remain(ring: KeyRing) -> None:
    attempt = wrong(ring, at(0))
    with pytest.raises(WrongPassword, match="再错 4 次") as caught:
        attempt.opened()
    assert caught.value.left == 4
    assert attempt.ring.account(XIAO).failures == 1


def test_an_unknown_name_sounds_like_a_wrong_password(ring: KeyRing) -> None:
    with pytest.raises(WrongPassword, match="账号或密码不对"):
        keyring.unlock(ring, "刘德胜", "井冈山1927年", at(0)).opened()


def test_five_wrong_passwords_lock_the_account_even_for_the_right_one(ring: KeyRing) -> None:
    attempt = wrong(ring, at(0), 5)
    with pytest.raises(LockedOut, match="锁定到 10:05") as caught:
        attempt.opened()
    assert caught.value.until == START + timedelta(minutes=5)
    locked = keyring.unlock(attempt.ring, "肖桂兰", "井冈山1927年", at(4.9))
    assert isinstance(locked.error, LockedOut)
    assert locked.ring is attempt.ring  # a try during the lock neither counts nor prolongs it


def test_after_the_lock_the_right_password_opens_and_clears_the_count(ring: KeyRing, key: bytes) -> None:
    locked = wrong(ring, at(0), 5).ring
    attempt = keyring.unlock(locked, "肖桂兰", "井冈山1927年", at(5))
    assert attempt.opened() == key
    assert attempt.ring.account(XIAO) == ring.account(XIAO)


def test_each_further_lock_is_twice_as_long_up_to_an_hour(ring: KeyRing) -> None:
    minutes, now = [], START
    for _ in range(7):
        for _ in range(5):
            ring = keyring.count_failure(ring, XIAO, now)
        until = keyring.locked_until(ring.account(XIAO), now)
        assert until is not None
        minutes.append((until - now).total_seconds() / 60)
        now = until
    assert minutes == [5, 10, 20, 40, 60, 60, 60]


def test_a_lock_set_while_the_clock_stood_wrong_does_not_last_for_years(ring: KeyRing, key: bytes) -> None:
    for _ in range(5):
        ring = keyring.count_failure(ring, XIAO, datetime(2099, 1, 1, tzinfo=UTC))
    assert keyring.unlock(ring, "肖桂兰", "井冈山1927年", at(0)).opened() == key


def test_a_new_password_replaces_the_old_and_keeps_the_data_key(ring: KeyRing, key: bytes) -> None:
    changed = keyring.change_password(ring, "肖桂兰", "井冈山1927年", "茨坪镇的新密码8", at(0), params=FLOOR)
    assert changed.opened() == key
    assert keyring.unlock(changed.ring, "肖桂兰", "茨坪镇的新密码8", at(0)).opened() == key
    assert isinstance(keyring.unlock(changed.ring, "肖桂兰", "井冈山1927年", at(0)).error, WrongPassword)


def test_a_wrong_old_password_counts_and_changes_nothing(ring: KeyRing) -> None:
    attempt = keyring.change_password(ring, "肖桂兰", "记错的旧密码", "茨坪镇的新密码8", at(0), params=FLOOR)
    assert isinstance(attempt.error, WrongPassword)
    assert attempt.ring == keyring.count_failure(ring, XIAO, START)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("1234567", "至少要 8 个字符，现在是 7 个"),
        ("aaaaaaaa", "全是同一个字符"),
        ("aａaaaaaa", "全是同一个字符"),
        ("XiaoGuilan", "与账号相同"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(password: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence) as caught:
        keyring.check_password("xiaoguilan", password)
    assert set(caught.value.mistakes) == {"password"}


def test_accounts_come_go_and_are_renamed(ring: KeyRing, key: bytes) -> None:
    two = keyring.add_account(ring, key, LIU, "刘德胜", "龙市镇的密码27", params=FLOOR)
    assert keyring.unlock(two, "刘德胜", "龙市镇的密码27", at(0)).opened() == key
    with pytest.raises(Invalid, match="已有账号“刘德胜”"):
        keyring.rename(two, XIAO, "刘德胜 ")
    renamed = keyring.rename(two, LIU, "刘得胜")
    assert keyring.unlock(renamed, "刘得胜", "龙市镇的密码27", at(0)).opened() == key
    alone = keyring.remove_account(renamed, LIU)
    assert alone == ring
    with pytest.raises(Invalid, match="唯一能登录的账号"):
        keyring.remove_account(alone, XIAO)


@pytest.mark.parametrize("name", ["", "  ", "一" * 21])
def test_names_that_cannot_be_shown_are_refused(ring: KeyRing, key: bytes, name: str) -> None:
    with pytest.raises(Invalid, match="账号"):
        keyring.add_account(ring, key, LIU, name, "龙市镇的密码27", params=FLOOR)


def test_a_wrapped_key_cannot_be_moved_to_another_account_or_office(ring: KeyRing) -> None:
    mine = ring.account(XIAO)
    moved = replace(ring, accounts=(replace(mine, id=LIU),))
    assert keyring.try_password(moved, moved.accounts[0], "井冈山1927年") is None
    elsewhere = replace(ring, office_id=LIU)
    assert keyring.try_password(elsewhere, mine, "井冈山1927年") is None


def test_another_key_is_never_wrapped(ring: KeyRing, key: bytes) -> None:
    assert keyring.owns(ring, key)
    with pytest.raises(ValueError, match="not the data key"):
        keyring.set_password(ring, bytes(32), XIAO, "茨坪镇的新密码8", params=FLOOR)
    with pytest.raises(ValueError, match="not the data key"):
        keyring.renew_recovery(ring, bytes(32))


def test_a_cheaper_derivation_than_the_floor_is_refused(ring: KeyRing, key: bytes) -> None:
    for cheap in (Params(32 * 1024), Params(64 * 1024, passes=2)):
        with pytest.raises(ValueError, match="below the floor"):
            keyring.set_password(ring, key, XIAO, "茨坪镇的新密码8", params=cheap)


# -- recovery key


def test_the_recovery_key_opens_however_it_is_typed(ring: KeyRing, key: bytes, printed: str) -> None:
    assert keyring.unlock_with_recovery(ring, printed) == key
    assert keyring.unlock_with_recovery(ring, printed.lower().replace("-", " ")) == key
    assert keyring.unlock_with_recovery(ring, printed.replace("0", "o").replace("1", "l").replace("-", "—")) == key
    wide = "".join(chr(ord(c) + 0xFEE0) for c in printed)
    assert keyring.unlock_with_recovery(ring, f"　{wide}\n") == key


def test_after_the_recovery_key_a_new_password_lifts_the_lock(ring: KeyRing, key: bytes, printed: str) -> None:
    locked = wrong(ring, at(0), 5).ring
    mended = keyring.set_password(
        locked, keyring.unlock_with_recovery(locked, printed), XIAO, "茨坪镇的新密码8", params=FLOOR
    )
    assert keyring.unlock(mended, "肖桂兰", "茨坪镇的新密码8", at(0)).opened() == key


def test_a_renewed_recovery_key_retires_the_old_one(ring: KeyRing, key: bytes, printed: str) -> None:
    renewed, fresh = keyring.renew_recovery(ring, key)
    assert keyring.unlock_with_recovery(renewed, fresh) == key
    with pytest.raises(WrongRecoveryKey, match="不是本办公室现用的"):
        keyring.unlock_with_recovery(renewed, printed)


def test_the_printed_key_has_seven_groups_without_look_alikes() -> None:
    groups = new_recovery_key().split("-")
    assert [len(group) for group in groups] == [5] * 7
    assert not set("".join(groups)) & set("ILOU")
    assert len(read_recovery_key("-".join(groups))) >= 16


@given(st.integers(0, 34), st.sampled_from(ALPHABET))
def test_any_one_wrong_character_is_told_with_its_group(position: int, other: str) -> None:
    printed = list("".join(new_recovery_key().split("-")))
    if printed[position] == other:
        return
    printed[position] = other
    with pytest.raises(MistypedRecoveryKey) as caught:
        read_recovery_key("".join(printed))
    assert caught.value.group == position // 5 + 1


@given(st.integers(0, 6), st.integers(0, 3))
def test_two_swapped_neighbours_are_told_with_their_group(group: int, position: int) -> None:
    printed = list("".join(new_recovery_key().split("-")))
    here = group * 5 + position
    if printed[here] == printed[here + 1]:
        return
    printed[here], printed[here + 1] = printed[here + 1], printed[here]
    with pytest.raises(MistypedRecoveryKey, match=f"第 {group + 1} 组"):
        read_recovery_key("".join(printed))


def test_swapped_groups_missing_groups_and_foreign_characters_are_told() -> None:
    groups = new_recovery_key().split("-")
    with pytest.raises(MistypedRecoveryKey, match="第 2 组"):
        read_recovery_key("-".join([groups[0], groups[2], groups[1], *groups[3:]]))
    with pytest.raises(MistypedRecoveryKey, match="现在是 30 个"):
        read_recovery_key("-".join(groups[:6]))
    with pytest.raises(MistypedRecoveryKey, match="现在是 36 个"):
        read_recovery_key("-".join([*groups, "A"]))
    with pytest.raises(MistypedRecoveryKey, match="第 1 组"):
        read_recovery_key("井冈山" + "-".join(groups))
    with pytest.raises(MistypedRecoveryKey, match="现在是 0 个"):
        read_recovery_key("")


# -- cost


class Stopwatch:
    """A clock under which one derivation takes the given seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.now = seconds, 0.0

    def __call__(self) -> float:
        self.now += self.seconds
        return self.now


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (2.0, FLOOR),  # an old office PC: never below the floor
        (0.15, Params(128 * 1024)),
        (0.01, Params(256 * 1024, 20)),
        (0.03, Params(256 * 1024, 7)),
    ],
)
def test_the_cost_follows_the_computer_between_floor_and_ceiling(seconds: float, expected: Params) -> None:
    assert keyring.calibrate(clock=Stopwatch(seconds)) == expected


def test_nothing_heavy_is_imported_before_a_password_is_tried() -> None:
    script = (
        "import sys, desktop.storage.place, desktop.storage.keepers, desktop.storage.known\n"
        "heavy = {'argon2', 'cryptography', 'sqlalchemy', 'sqlcipher3', 'alembic', 'platformdirs'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "from desktop.storage.keyring import prepare\n"
        "prepare()\n"
        "assert {'argon2', 'cryptography'} <= set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
