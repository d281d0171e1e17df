"""Puts the parts of the house together, once per process, from its settings."""

from collections.abc import Callable
from dataclasses import dataclass

from redis import Redis

from gateway.conversation import Conversation
from gateway.house_rules import HouseRules
from gateway.paths import Paths
from gateway.sessions import Sessions
from gateway.settings import Settings
from gateway.shelf import Shelf
from gateway.world import World
from menus.words import Words
from notifications import switching
from notifications.balance import Watch
from notifications.broadcasts import Broadcaster
from notifications.carrier import Carrier
from notifications.channels import Channel
from notifications.channels.africastalking import AfricasTalking
from notifications.channels.kannel import Kannel
from notifications.channels.routed import Routed
from notifications.clock import Clock, Duty, house_duties
from notifications.delivery import Postman
from notifications.kept_routes import KeptRoutes
from notifications.pace import Pace
from notifications.queues import Queues, connect
from notifications.rules import Rules
from notifications.texts import Texts
from storage.database import Database
from storage.spool import Spool


@dataclass(frozen=True)
class Wiring:
    """The parts that views, workers and commands use."""

    settings: Settings
    words: Words
    database: Database
    redis: Redis
    queues: Queues
    rules: Rules
    world: World
    conversation: Conversation
    paths: Paths
    house_rules: HouseRules


def wire(settings: Settings) -> Wiring:
    """Every part of the house; nothing is connected until it is used."""
    words = Words.load(settings.default_language)
    constants = {
        "service_code": settings.service_code,
        "helpline": settings.helpline,
        "country": settings.country,
    }
    database = Database(settings.database_url, settings.keys, pool_size=settings.web_threads + 1)
    redis = connect(settings.redis_url)
    queues = Queues(redis)
    shelf = Shelf(database, words, constants)
    texts = Texts(shelf.words, constants, two_way=settings.sms_two_way)
    house_rules = HouseRules(database, settings.clocks)
    rules = Rules(texts, house_rules.clocks, settings.zone, settings.public_url, settings.country)
    world = World(database, queues, rules, Spool(settings.home / "spool", settings.keys))
    sessions = Sessions(redis, settings.keys)
    conversation = Conversation(database, sessions, shelf, world)
    house = Wiring(
        settings,
        words,
        database,
        redis,
        queues,
        rules,
        world,
        conversation,
        Paths(sessions),
        house_rules,
    )
    world.house = house
    return house


def channel(wiring: Wiring, *, for_campaigns: bool = False) -> Channel:
    """The way to phones, or both ways with what is known of them."""
    settings = wiring.settings
    first = one_channel(settings, settings.sms_channel, for_campaigns=for_campaigns)
    if not settings.second_sms_channel:
        return first
    second = one_channel(settings, settings.second_sms_channel, for_campaigns=for_campaigns)
    return Routed(first, second, KeptRoutes(wiring.database))


def one_channel(settings: Settings, name: str, *, for_campaigns: bool = False) -> Channel:
    """One way to phones; a new provider is one line here. Campaigns go under a name of their own
    where the law wants that."""
    if name == "kannel":
        reports_to = f"{settings.public_url}/kannel/{settings.callback_secrets[0]}/delivery"
        return Kannel(
            settings.kannel_url,
            settings.kannel_username,
            settings.kannel_password,
            settings.kannel_sender,
            reports_to,
            settings.keys.phone,
            settings.at_deadline,
        )
    return _africas_talking(settings, for_campaigns=for_campaigns)


def _africas_talking(settings: Settings, *, for_campaigns: bool = False) -> AfricasTalking:
    return AfricasTalking(
        settings.at_username,
        settings.at_api_key,
        settings.at_api_base,
        settings.at_campaign_sender_id if for_campaigns else settings.at_sender_id,
        settings.at_deadline,
    )


def carrier(wiring: Wiring) -> Carrier:
    """What a worker does."""
    return Carrier(postman(wiring), broadcaster(wiring), wiring.settings.default_language)


def broadcaster(wiring: Wiring) -> Broadcaster:
    """Who sends campaigns."""
    settings = wiring.settings
    return Broadcaster(
        wiring.database,
        channel(wiring, for_campaigns=True),
        wiring.rules.texts,
        settings.campaign_terms,
        Pace(wiring.redis, settings.campaign_pace),
        settings.lease,
        settings.call_deadline,
    )


def postman(wiring: Wiring) -> Postman:
    """Who carries messages."""
    settings = wiring.settings
    return Postman(
        wiring.database,
        channel(wiring),
        settings.lease,
        settings.call_deadline,
        by_day=wiring.rules.by_day,
    )


def clock(wiring: Wiring) -> Clock:
    """Who does the periodic duties."""
    local: list[Callable[[], object]] = [
        wiring.world.replay_spool,
        wiring.conversation.shelf.look,
    ]
    if watch := balance_watch(wiring):
        local.append(watch.look)
    return Clock(wiring.database, wiring.queues, duties(wiring), local)


def duties(wiring: Wiring) -> list[Duty]:
    """What a clock does now and then."""
    settings = wiring.settings
    hours = settings.campaign_terms.hours
    found = house_duties(wiring.rules, settings.sweep, settings.draft_idle, hours)
    if settings.second_sms_channel:
        found.append(switching.duty(settings.sms_channel, settings.second_sms_channel))
    return found


def balance_watch(wiring: Wiring) -> Watch | None:
    """Who asks what is left on the account; nobody where the way to phones has no account."""
    settings = wiring.settings
    if AfricasTalking.name not in (settings.sms_channel, settings.second_sms_channel):
        return None
    way, low = _africas_talking(settings), settings.low_balance
    return Watch(wiring.database, way.balance, low, wiring.rules, lambda: wiring.world.clock())
