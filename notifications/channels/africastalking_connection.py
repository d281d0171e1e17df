"""How the SDK reaches Africa's Talking: one kept connection, a deadline for the whole call, no
redirects, no proxy of the machine's; and what each way to fail means.
"""

import queue
import threading
from collections.abc import Callable, Mapping
from typing import Any

import requests
from africastalking.Service import DEFAULT_TIMEOUT_S, Service

from notifications.channels import SendFailed


class KeptConnection(Service):  # type: ignore[misc] # the SDK has no types
    """Comes before a service of the SDK, which then asks in this way."""

    def __init__(self, username: str, api_key: str, api_base: str, deadline: float) -> None:
        self._api_base = api_base.rstrip("/")
        self._deadline = deadline
        self._session = _session()
        super().__init__(username, api_key)

    def _init_service(self) -> None:
        super()._init_service()
        if self._api_base:
            self._baseUrl = self._contentUrl = f"{self._api_base}/version1"

    def _make_request(
        self,
        url: str,
        method: str,
        headers: Mapping[str, str],
        data: Mapping[str, Any] | None,
        params: Mapping[str, str] | None,
        callback: None = None,  # noqa: ARG002 - the SDK passes it; we wait instead
        timeout: tuple[float, float] = DEFAULT_TIMEOUT_S,
    ) -> Any:
        response = self._within_deadline(
            lambda: self._session.request(
                method, url, headers=headers, data=data, params=params, timeout=timeout,
                allow_redirects=False,
            )
        )  # fmt: skip
        if not 200 <= response.status_code < 300:
            raise _http_failure(response.status_code)
        try:
            return response.json()
        except ValueError:
            raise SendFailed("answer is not JSON", retryable=True, uncertain=True) from None

    def _within_deadline(self, call: Callable[[], requests.Response]) -> requests.Response:
        """The SDK's time limit is per read, so a slow drip has none: watch it from outside."""
        answers: queue.SimpleQueue[requests.Response | requests.RequestException] = (
            queue.SimpleQueue()
        )
        threading.Thread(target=_put_answer, args=(call, answers), daemon=True).start()
        try:
            answer = answers.get(timeout=self._deadline)
        except queue.Empty:
            self._session = _session()  # the old one still belongs to the late call
            raise SendFailed("no answer in time", retryable=True, uncertain=True) from None
        if isinstance(answer, requests.RequestException):
            raise _transport_failure(answer)
        return answer


def _http_failure(status: int) -> SendFailed:
    if status in (401, 403):
        return SendFailed(f"HTTP {status}: name or key refused", retryable=True, holds_queue=True)
    if status in (502, 504):  # somebody between us gave up waiting: it may have gone through
        return SendFailed(f"HTTP {status}", retryable=True, uncertain=True)
    if status == 429 or status >= 500:
        return SendFailed(f"HTTP {status}", retryable=True)
    return SendFailed(f"HTTP {status}", retryable=True, once=True)


def _transport_failure(error: requests.RequestException) -> SendFailed:
    """Before a connection stands nothing was sent; after, nobody knows."""
    words = str(error)
    never_sent = isinstance(error, requests.ConnectTimeout) or any(
        sign in words for sign in ("NewConnectionError", "NameResolutionError")
    )
    return SendFailed(type(error).__name__, retryable=True, uncertain=not never_sent)


def _put_answer(
    call: Callable[[], requests.Response],
    answers: "queue.SimpleQueue[requests.Response | requests.RequestException]",
) -> None:
    try:
        answers.put(call())
    except requests.RequestException as error:
        answers.put(error)


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # no proxy of the machine's, no credentials from its files
    return session
