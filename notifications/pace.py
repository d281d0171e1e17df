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


class Pace:
    """What may go to each company now; a rate of 0 is no limit.

    `fill` fetches from the buckets of the house, and is called while no transaction is open; `take`
    only takes what was fetched.
    """

    def __init__(self, redis: Redis, rates: Mapping[str, int]) -> None:
        self._rates = rates
        self._script = redis.register_script(_TAKE)
        self._own = {name: Bucket(rate, _most(rate)) for name, rate in rates.items() if rate}
        self._fetched = dict.fromkeys(self._own, 0)

    def fill(self, wanted: int) -> None:
        """Fetch so many messages' worth for each company, less what is left of the last time."""
        for operator, left in self._fetched.items():
            if left < wanted:
                self._fetched[operator] += self._fetch(operator, wanted - left)

    def take(self, operator: str, wanted: int) -> int:
        """How many messages may go to a company now, of so many."""
        return min(wanted, self._fetched.get(operator, wanted))

    def used(self, operator: str, count: int) -> None:
        """So many of them went."""
        if operator in self._fetched:
            self._fetched[operator] -= count

    def _fetch(self, operator: str, wanted: int) -> int:
        rate = self._rates[operator]
        try:
            given: Any = self._script(keys=[_key(operator)], args=[rate, _most(rate), wanted])
        except RedisError:
            return self._own[operator].take(wanted)
        return int(given)


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
