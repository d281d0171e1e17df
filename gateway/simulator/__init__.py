"""The simulator: the phone company on one's desk."""

from gateway.simulator.app import create_app
from gateway.simulator.config import PhoneCard, SimulatorConfig
from gateway.simulator.server import serve

__all__ = ["PhoneCard", "SimulatorConfig", "create_app", "serve"]
