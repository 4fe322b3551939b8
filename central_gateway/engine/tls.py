"""How the gateway speaks TLS with a broker: only with one whose certificate the province has signed for its name."""

from __future__ import annotations

import ssl

from central_gateway.config import Config, ConfigError, Nats, Rabbitmq


def context(config: Config, broker: Nats | Rabbitmq) -> ssl.SSLContext | None:
    """None: it is on this machine, and nobody has said whose certificate it has. ConfigError when a file is not there,
    or not what it should be."""
    if broker.ca is None:
        return None
    try:
        made = ssl.create_default_context(cafile=str(config.file(broker.ca, "broker.ca")))
        made.minimum_version = ssl.TLSVersion.TLSv1_3
        if broker.certificate is not None and broker.key is not None:
            own = config.file(broker.certificate, "broker.certificate")
            made.load_cert_chain(own, config.private(broker.key, "broker.key"))
    except ssl.SSLError as error:
        raise ConfigError(
            [f"{config.name}: broker: ca, certificate and key are not what they should be: {error}"]
        ) from error
    return made
