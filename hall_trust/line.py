"""A hall's line to the centre, on both ends: what the hub's box asks the province for, what it is given, and how it
takes that.

The safer way: the box makes its own private key, client id and password and asks with :class:`Asking`, which holds none
of them, only hashes; what comes back is no secret either. The other way the province makes all, for a box that nobody
stands at, and whoever carries the folder carries the secrets.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from broker_config.guard import BrokerConfigError
from broker_config.line import LineFolder, Secret, Told, read_secret, read_told
from hall_core.domain.names import Slug
from hall_core.keys import SECRET, SHARED
from hall_core.line_users import Hashed, hashed, new_client_id, new_password
from hall_trust import ca, owned
from hall_trust.error import TrustError
from hall_trust.key import (
    PublicKey,
    RequestError,
    fingerprint,
    fingerprint_in,
    key_of,
    new_key,
    number_of,
    public_of,
    request_for,
    requested,
)
from hall_trust.own_box import BROKER_USER
from hall_trust.signed import SignatureError, check, sign

DEFAULT = Path("/var/lib/motcua/keys/line")
FOLDER = "line"
"""What is given, in the folder that was named."""
PURPOSE = "line request"


class Asked(Struct, frozen=True, kw_only=True):
    hall: Slug
    request: str
    """For a certificate, PEM."""
    password: Hashed


class Asking(Struct, frozen=True, kw_only=True):
    """The file that goes to the province. ``signature``: by the key it is for, so that what people compare, the key's
    fingerprint, stands for the whole of it."""

    asked: msgspec.Raw
    """Of :class:`Asked`."""
    signature: str


class Given(Struct, frozen=True, kw_only=True):
    """What a hall gets. Without ``key`` it has one, and without ``secret`` too."""

    told: Told
    ca: bytes
    certificate: bytes
    key: bytes | None = None
    secret: Secret | None = None


def new_secret() -> Secret:
    return Secret(client_id=new_client_id(), password=new_password())


def ask(folder: LineFolder, hall: str) -> tuple[bytes, PublicKey]:
    """The file for the province, and the key whose fingerprint is to be compared. What the box has stays: it asks again
    with the same key after a power cut, and renews under the same client id and password."""
    owned.make_folder(folder.folder, 0o711, BROKER_USER, BROKER_USER)
    if not folder.next_key.is_file():
        owned.write(folder.next_key, new_key(), SECRET)
    if not folder.secret.is_file():
        _keep_secret(folder, new_secret())
    key = folder.next_key.read_bytes()
    asked = msgspec.json.encode(
        Asked(hall=hall, request=request_for(key, hall).decode(), password=hashed(_secret(folder).password))
    )
    asking = Asking(asked=msgspec.Raw(asked), signature=sign(key, PURPOSE, asked))
    return msgspec.json.encode(asking), public_of(key)


def read_asking(data: bytes) -> tuple[Asked, PublicKey]:
    """RequestError when it is none, or not whole."""
    try:
        asking = msgspec.json.decode(data, type=Asking)
        asked = msgspec.json.decode(asking.asked, type=Asked)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RequestError(f"this is no request for a line: {error}") from error
    key = requested(asked.request)
    try:
        check(key, PURPOSE, bytes(asking.asked), asking.signature)
    except SignatureError as error:
        raise RequestError("the request was changed after it was made") from error
    return asked, key


def write(given: Given, place: Path) -> LineFolder:
    """``place/line``, for its owner alone. OSError."""
    folder = LineFolder(place / FOLDER)
    owned.make_folder(folder.folder, 0o700)
    own = (given.key or b"") + given.certificate
    for file, data in ((folder.ca, given.ca), (folder.own, own), (folder.told, _told_text(given.told))):
        owned.write(file, data, SECRET)
    if given.secret is not None:
        _keep_secret(folder, given.secret)
    else:
        folder.secret.unlink(missing_ok=True)
    return folder


def take(place: Path, folder: LineFolder, hall: str, compared: str | None = None) -> ca.Certificate:
    """What was given in ``place`` becomes the line of this box. What this box has asked for may have come by any way,
    and who carried it could have put another centre in: ``compared`` is the fingerprint of the province's authority,
    as somebody there has told it, unless this box has that authority already. TrustError says what is missing or does
    not belong together, and then nothing is changed."""
    given = _given(LineFolder(place))
    if given.told.hall != hall:
        raise TrustError(f'{place} is for hall "{given.told.hall}", not for "{hall}"')
    if given.key is None or folder.next_key.is_file() or folder.ca.is_file():
        _check_authority(folder, given.ca, compared)
    key = _bare(given.key or _own_key(folder, given.certificate))
    made = ca.check_pair(key, given.certificate, given.ca)
    if made.name != hall:
        raise TrustError(f'the certificate is for "{made.name}", not for "{hall}"')
    if given.secret is None:
        _secret(folder)
    owned.make_folder(folder.folder, 0o711, BROKER_USER, BROKER_USER)
    if given.secret is not None:
        _keep_secret(folder, given.secret)
    owned.write(folder.ca, given.ca, SHARED)
    owned.write(folder.told, _told_text(given.told), SHARED)
    owned.write(folder.own, key + given.certificate, SECRET)
    folder.next_key.unlink(missing_ok=True)
    return made


def _check_authority(folder: LineFolder, authority: bytes, compared: str | None) -> None:
    shown = ca.read(authority).fingerprint
    if folder.ca.is_file() and ca.read(folder.ca.read_bytes()).fingerprint == shown:
        return
    if compared is None:
        raise TrustError(
            f"the province's authority has the fingerprint {shown}\n"
            f"compare it, on the telephone, with what the province sees; then: --fingerprint {shown}"
        )
    if fingerprint_in(compared) != shown:
        raise TrustError(f"the province's authority has another fingerprint, {shown}: this is not from the province")


def _given(folder: LineFolder) -> Given:
    try:
        pem = folder.own.read_bytes()
        has_key = b"PRIVATE KEY" in pem
        secret = read_secret(folder) if folder.secret.is_file() else None
        return Given(
            told=read_told(folder),
            ca=folder.ca.read_bytes(),
            certificate=ca.read(pem).pem.encode(),
            key=pem if has_key else None,
            secret=secret,
        )
    except BrokerConfigError as error:
        raise TrustError(str(error)) from error


def _own_key(folder: LineFolder, certificate: bytes) -> bytes:
    """The key it was asked for with, or which it has had all along."""
    for file in (folder.next_key, folder.own):
        if file.is_file() and _pair(file.read_bytes(), certificate):
            return file.read_bytes()
    raise TrustError("the certificate is for another private key than this box has: motcua hall line request")


def _bare(pem: bytes) -> bytes:
    """The private key alone, of a file that may hold its certificate too."""
    return key_of(number_of(pem))


def _pair(key: bytes, certificate: bytes) -> bool:
    return ca.read(certificate).fingerprint == fingerprint(public_of(key))


def _secret(folder: LineFolder) -> Secret:
    try:
        return read_secret(folder)
    except BrokerConfigError as error:
        raise TrustError(str(error)) from error


def _keep_secret(folder: LineFolder, secret: Secret) -> None:
    text = f'client_id = "{secret.client_id}"\npassword = "{secret.password}"\n'
    owned.write(folder.secret, text.encode(), SECRET)


def _told_text(told: Told) -> bytes:
    addresses = ", ".join(f'"{address}"' for address in told.addresses)
    return f'hall = "{told.hall}"\naddresses = [{addresses}]\n'.encode()
