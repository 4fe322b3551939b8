"""A renewal is asked for by the old key as well: the request for a new key carries the old one's word for it.

The name on the topic alone will not do. A box that was replaced stays connected until its successor is, under the same
name, and must not get itself a new certificate meanwhile; nor must whoever sits at the broker.
"""

from __future__ import annotations

from base64 import b64decode, b64encode

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AttributeOID, NameOID

from hall_trust.error import TrustError
from hall_trust.key import SHA, UNREADABLE, der_of, private_of

WORD = AttributeOID.CHALLENGE_PASSWORD
"""The one attribute of a request that is for the authority to read, as text (RFC 2985, 5.4.1)."""


def request_vouched_for(key: bytes, name: str, old: bytes) -> bytes:
    """As :func:`hall_trust.key.request_for`, with the word of the private key ``old``, PEM. TrustError when either is
    no key of ours."""
    private = private_of(key)
    word = b64encode(private_of(old).sign(der_of(private.public_key()), ec.ECDSA(SHA)))
    return (
        x509.CertificateSigningRequestBuilder(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .add_attribute(WORD, word)
        .sign(private, SHA)
        .public_bytes(Encoding.PEM)
    )


def vouched_for(own: bytes, request: str) -> bool:
    """Whether the key of this certificate, PEM, has given its word for this request, PEM. What is no certificate, or no
    request, has not."""
    try:
        read = x509.load_pem_x509_csr(request.encode())
        word = b64decode(read.attributes.get_attribute_for_oid(WORD).value, validate=True)
        old = x509.load_pem_x509_certificate(own).public_key()
        if not isinstance(old, ec.EllipticCurvePublicKey):
            return False
        old.verify(word, der_of(read.public_key()), ec.ECDSA(SHA))
    except (*UNREADABLE, TrustError, x509.AttributeNotFound):
        return False
    return True
