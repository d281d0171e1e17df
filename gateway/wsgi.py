"""The application as a server loads it: settings from the environment, logs on standard error."""

from gateway import create_app, logs
from gateway.front import Front
from gateway.settings import Settings
from gateway.wiring import wire

logs.configure()
parts = wire(Settings.from_env())
app = Front(create_app(parts), parts)
