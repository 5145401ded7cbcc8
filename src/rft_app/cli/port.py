"""The address to serve on, looked at before anything is started."""

import errno
import socket

import click


def claim_port(host: str, port: int) -> int:
    """``port``, or a free one for 0. Refuses, naming it, where somebody else has it."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror:
        raise click.ClickException(f"{host} is no address of this machine. Choose another with --host.") from None
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise click.ClickException(_refusal(host, port, error)) from None
        return int(probe.getsockname()[1])


def _refusal(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is taken. Choose another with --port, or let --port 0 find a free one."
    if error.errno == errno.EACCES:
        return f"port {port} is not for normal users. Choose one from 1024 on with --port."
    return f"{host} is no address of this machine. Choose another with --host."


def address_of(host: str, port: int) -> str:
    """For a browser on this machine."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
