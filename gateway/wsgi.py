"""The application as a server loads it: settings from the environment, logs on standard error."""

from gateway import create_app, logs
from gateway.settings import Settings
from gateway.wiring import wire

logs.configure()
app = create_app(wire(Settings.from_env()))
