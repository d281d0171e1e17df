"""How fast campaigns may go through each company: a bucket of tokens, one a message.

All workers share the buckets in Redis. While Redis is away each worker keeps to buckets of its own:
slower is better than a flood, and no campaign waits for Redis.
"""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from redis import Redis, RedisError

from storage.operators import OPERATORS

# Fill the bucket for the time that has passed, take what is there; all in one step. A call for a
# crumb is not worth making: less than a second's worth is left to gather.
_TAKE = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local rate, most, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(kept[1]) or most
tokens = math.min(most, tokens + (now - (tonumber(kept[2]) or now)) * rate)
local given = math.min(math.floor(tokens), wanted)
if given < math.min(wanted, rate) then given = 0 end
redis.call('HSET', KEYS[1], 'tokens', tokens - given, 'at', now)
redis.call('EXPIRE', KEYS[1], 3600)
return given
"""


@dataclass
class Bucket:
    """Tokens that fill up over time; for one process."""

    rate: int  # a second
    most: int
    clock: Callable[[], float] = time.monotonic
    tokens: float = field(init=False)
    at: float = field(init=False)

    def __post_init__(self) -> None:
        self.tokens, self.at = float(self.most), self.clock()

    def take(self, wanted: int) -> int:
        """As many tokens as there are, at most those wanted."""
        now = self.clock()
        self.tokens = min(float(self.most), self.tokens + (now - self.at) * self.rate)
        self.at = now
        given = min(int(self.tokens), wanted)
        if given < min(wanted, self.rate):
            given = 0
        self.tokens -= given
        return given

    def give_back(self, unused: int) -> None:
        """Put tokens back that were not used."""
        self.tokens = min(float(self.most), self.tokens + unused)


class Pace:
    """The buckets of a house, one for each company; a rate of 0 is no limit."""

    def __init__(self, redis: Redis, rates: Mapping[str, int]) -> None:
        self._redis, self._rates = redis, rates
        self._script = redis.register_script(_TAKE)
        self._own = {name: Bucket(rate, _most(rate)) for name, rate in rates.items() if rate}

    def take(self, operator: str, wanted: int) -> int:
        """How many messages may go to a company now, of so many."""
        rate = self._rates.get(operator, 0)
        if not rate:
            return wanted
        try:
            given: Any = self._script(keys=[_key(operator)], args=[rate, _most(rate), wanted])
        except RedisError:
            return self._own[operator].take(wanted)
        return int(given)

    def give_back(self, operator: str, unused: int) -> None:
        """Messages that may have gone, and did not."""
        if not self._rates.get(operator, 0) or not unused:
            return
        try:
            self._redis.hincrbyfloat(_key(operator), "tokens", unused)
        except RedisError:
            self._own[operator].give_back(unused)


def rates_of(text: str) -> Mapping[str, int]:
    """Read `orange=40 mtn=40 moov=20 other=10`, messages a second; 0 is no limit."""
    found: dict[str, int] = {}
    for entry in text.split():
        operator, _, rate = entry.partition("=")
        if operator not in OPERATORS or not re.fullmatch(r"\d{1,5}", rate):
            raise ValueError(f"{entry!r} is not a pace such as orange=40")
        found[operator] = int(rate)
    if set(found) != set(OPERATORS):
        raise ValueError(f"needs a pace for each of {', '.join(OPERATORS)}")
    return found


def _most(rate: int) -> int:
    """What a bucket holds: two seconds' worth, so that a batch is not cut into crumbs."""
    return rate * 2


def _key(operator: str) -> str:
    return f"veille:pace:{operator}"
