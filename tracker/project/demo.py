"""`tracker demo`: everything that Tracker needs, on one machine, from nothing."""

import fcntl
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_urlsafe

from cryptography.fernet import Fernet

from tracker.project.configuration import ConfigurationError
from tracker.project.configuration_file import file_values, write_file
from tracker.project.demo_webhooks import subscribe
from tracker.project.embedded_place import cluster_in
from tracker.project.embedded_postgres import make_database
from tracker.project.services import (
    database_service,
    program,
    sandbox_service,
    web_service,
    worker_service,
)
from tracker.project.supervisor import Service, StopRequested, Supervisor, stopping_on_signals

UP_SECONDS_MAX = 45
TOLD = "TRACKER_STORY"  # in the written configuration: the story that this home was given


@dataclass(frozen=True)
class Demo:
    """What one demo was asked for."""

    home: Path
    port: int
    sandbox_port: int
    story: str
    with_parent: bool = False

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def sandbox_url(self) -> str:
        return f"http://localhost:{self.sandbox_port}"

    @property
    def environment(self) -> dict[str, str]:
        """What the demo's processes see; they read the rest from the written file."""
        return {**os.environ, "TRACKER_HOME": str(self.home)}


def run_demo(demo: Demo) -> None:
    """Start everything, say where it is, and stay until Ctrl-C. Raises `ConfigurationError`."""
    supervisor = Supervisor(say=_say)
    with _sole_demo(demo.home), stopping_on_signals():
        try:
            _refuse_used_ports(demo)
            _bring_up(demo, supervisor)
            supervisor.keep_running(with_parent=demo.with_parent)
        except StopRequested:
            _say("Stopping.")
        finally:
            supervisor.stop()


def _bring_up(demo: Demo, supervisor: Supervisor) -> None:
    logs = demo.home / "logs"
    logs.mkdir(exist_ok=True)
    configuration = _written_configuration(demo)
    if not os.environ.get("DATABASE_URL"):
        cluster = cluster_in(demo.home)
        supervisor.start(database_service(cluster))
        make_database(cluster)
        configuration["TRACKER_EMBEDDED_DATABASE"] = cluster.address()
    write_file(demo.home, configuration)
    supervisor.start(sandbox_service(demo.sandbox_port, demo.home, logs))
    _run(demo, "migrate")
    sign_in = _told_story(demo, configuration)
    supervisor.start(worker_service(demo.environment, logs))
    supervisor.start(web_service(demo.environment, logs, port=demo.port))
    for name, url in (("sandbox", demo.sandbox_url), ("web", demo.url)):
        _wait_until_answering(supervisor.service(name), url, logs)
    key = os.environ.get("XERO_WEBHOOK_KEY") or configuration["XERO_WEBHOOK_KEY"]
    if problem := subscribe(demo.sandbox_url, tracker_url=demo.url, key=key):
        _say(problem)
    _say(f"\nTracker       {demo.url}\nXero sandbox  {demo.sandbox_url}\n\n{sign_in}\n")
    _say(f"Logs are in {logs}. Ctrl-C stops everything; the data stay in {demo.home}.")


def _written_configuration(demo: Demo) -> dict[str, str]:
    """What was written before, with keys made once and today's addresses."""
    made = {
        "TRACKER_SECRET_KEY": token_urlsafe(48),
        "TRACKER_TOKEN_KEYS": Fernet.generate_key().decode(),
        "XERO_CLIENT_ID": "demo",
        "XERO_CLIENT_SECRET": token_urlsafe(24),
        "XERO_WEBHOOK_KEY": token_urlsafe(24),
    }
    names = ("XERO_API_URL", "XERO_IDENTITY_URL", "XERO_LOGIN_URL", "XERO_WEB_URL")
    addresses = {"TRACKER_URL": demo.url, **dict.fromkeys(names, demo.sandbox_url)}
    return {**made, **file_values(demo.home), **addresses}


def _told_story(demo: Demo, configuration: dict[str, str]) -> str:
    """Seed the story once; give back how to sign in."""
    told = configuration.get(TOLD, demo.story)
    if told != demo.story:
        _say(f"This home holds the story {told} already; another needs another TRACKER_HOME.")
        demo = replace(demo, story=told)
    try:
        sign_in = _run(demo, "seed", demo.story)
    except ConfigurationError as problem:
        if TOLD not in configuration:
            raise
        return str(problem)  # the data are somebody's own by now, and that is no reason to stop
    write_file(demo.home, {**configuration, TOLD: demo.story})
    return sign_in


def _run(demo: Demo, *arguments: str) -> str:
    """Run one of Tracker's own commands to its end and give back what it printed."""
    done = subprocess.run(
        [program("tracker"), *arguments],
        env=demo.environment,
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode:
        reason = (done.stderr.strip() or done.stdout.strip() or "no reason was given").splitlines()
        raise ConfigurationError(reason[-1].removeprefix("tracker: "))
    return done.stdout.strip()


@contextmanager
def _sole_demo(home: Path) -> Iterator[None]:
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = (home / "demo.lock").open("w")
    except OSError as problem:
        raise ConfigurationError(f"TRACKER_HOME cannot be used: {problem}.") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConfigurationError(
                f"A demo is already running in {home}: stop it, or give this one another"
                " TRACKER_HOME, PORT and SANDBOX_PORT."
            ) from None
        yield


def _refuse_used_ports(demo: Demo) -> None:
    if demo.port == demo.sandbox_port:
        raise ConfigurationError("PORT and SANDBOX_PORT must be two different ports.")
    for name, port in (("PORT", demo.port), ("SANDBOX_PORT", demo.sandbox_port)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise ConfigurationError(
                    f"Port {port} is in use: choose another, as in `{name}={port + 10} make demo`."
                ) from None


def _wait_until_answering(service: Service, url: str, logs: Path) -> None:
    give_up_at = time.monotonic() + UP_SECONDS_MAX
    while time.monotonic() < give_up_at and service.is_running:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return  # whatever it says, it answers
        except OSError:
            time.sleep(0.05)
    raise ConfigurationError(f"{service.name} does not answer; see {logs / service.name}.log.")


def _say(text: str) -> None:
    print(text, flush=True)
