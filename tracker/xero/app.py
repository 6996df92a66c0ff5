"""Our registration with Xero, and where Xero is."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class App:
    """What Xero knows us by. The three addresses are another Xero's for demo and tests."""

    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    login_url: str = "https://login.xero.com"
    identity_url: str = "https://identity.xero.com"
    api_url: str = "https://api.xero.com"
