# SPDX-License-Identifier: Apache-2.0
"""The public keys of a device's layers, from the standards alone: RFC 5869, SP 800-90A (HMAC_DRBG),
FIPS 186-5 A.2.2 and SP 800-186.

    layers.py SECRET NAME CODE [NAME CODE]...     (secret and code in hexadecimal)
"""
import hashlib
import hmac
import sys

P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def code(key, text):
    return hmac.new(key, text, hashlib.sha256).digest()


def hkdf(secret, salt, info, count):
    key, made, block, number = code(salt or bytes(32), secret), b"", b"", 1
    while len(made) < count:
        block = code(key, block + info + bytes([number]))
        made, number = made + block, number + 1
    return made[:count]


class Generator:
    """HMAC_DRBG over SHA-256."""

    def __init__(self, seed):
        self.key, self.value = bytes(32), b"\1" * 32
        self.update(seed)

    def update(self, data):
        for mark in (b"\0", b"\1"):
            self.key = code(self.key, self.value + mark + data)
            self.value = code(self.key, self.value)
            if not data:
                return

    def draw(self, count):
        drawn = b""
        while len(drawn) < count:
            self.value = code(self.key, self.value)
            drawn += self.value
        self.update(b"")
        return drawn[:count]


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P) % P
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def public_key(identifier):
    info = b"Things That Keep Secrets: layer key\0\1"
    generator = Generator(hkdf(identifier, b"", info, 48))
    scalar = 0
    while not 0 < scalar < N:
        scalar = int.from_bytes(generator.draw(32), "big")
    sum, power = None, G
    while scalar:
        if scalar & 1:
            sum = add(sum, power)
        power, scalar = add(power, power), scalar >> 1
    return b"\4" + sum[0].to_bytes(32, "big") + sum[1].to_bytes(32, "big")


secret, stages = bytes.fromhex(sys.argv[1]), sys.argv[2:]
for number, (name, text) in enumerate(zip(stages[::2], stages[1::2]), start=1):
    info = b"Things That Keep Secrets: layer\0\1" + bytes([number]) + name.encode()
    secret = hkdf(secret, hashlib.sha256(bytes.fromhex(text)).digest(), info, 32)
    print(public_key(secret).hex())
