"""The phones on the desk: a villager's, a village committee's, a department committee's."""

from gateway.settings import Settings
from gateway.simulator import PhoneCard, SimulatorConfig
from notifications.prices import written
from storage.operators import OTHER

VILLAGER = "+2250701020304"
VILLAGE_MEMBER = "+2250512340017"
DEPARTMENT_MEMBER = "+2250102030062"
SHORT_CODE = "8116"

PHONES = (
    PhoneCard(
        VILLAGER, "Une villageoise", "A villager", "Galéa, code 1181", "Galéa, code 1181",
        "orange",
    ),
    PhoneCard(
        VILLAGE_MEMBER, "Comité du village", "Village committee", "Badayo, code 1170",
        "Badayo, code 1170", "mtn", "cocoa",
    ),
    PhoneCard(
        DEPARTMENT_MEMBER, "Comité du département", "Department committee",
        "Soubré, de permanence", "Soubré, on call", "moov", "ivory",
    ),
)  # fmt: skip


def simulator_of(
    settings: Settings,
    ussd: str = "africastalking",
    sms: str = "africastalking",
    reports: str = "all",
) -> SimulatorConfig:
    """The phone company for a gateway with these settings, speaking as one or another does. It
    takes the prices that the gateway expects."""
    prices = settings.campaign_terms.prices
    is_kannel = sms == "kannel"
    gateway = f"http://{settings.host}:{settings.port}"
    return SimulatorConfig(
        gateway_url=gateway,
        console_url=f"{gateway}/",
        callback_token=settings.callback_secrets[0],
        username=settings.kannel_username if is_kannel else settings.at_username,
        api_key=settings.kannel_password if is_kannel else settings.at_api_key,
        ussd=ussd,
        sms=sms,
        service_code=settings.service_code,
        phones=PHONES,
        short_code=SHORT_CODE,
        traffic_file=settings.home / "traffic.jsonl",
        currency=prices.currency,
        prices={name: f"{written(price):.4f}" for name, price in prices.per_part.items()},
        price_per_part=f"{written(prices.per_part[OTHER]):.4f}",
        first_suffix=settings.campaign_terms.suffix,
        reports=reports,
    )
