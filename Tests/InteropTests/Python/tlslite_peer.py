# SPDX-License-Identifier: Apache-2.0
"""tlslite-ng as a peer: a TLS that shares no line with OpenSSL, GnuTLS or ours.

  tlslite_peer.py client PORT ...    says hello, prints what comes back and what was agreed on
  tlslite_peer.py server PORT ...    sends back what comes, until it is stopped
  tlslite_peer.py flood PORT --kind updates|empty|hellos ...    sends one thing without end
"""
import argparse
import socket
import sys

from tlslite.api import (
    HandshakeSettings, SessionCache, TLSConnection, X509, X509CertChain, parsePEMKey)
from tlslite.errors import TLSAbruptCloseError, TLSAlert, TLSClosedConnectionError
from tlslite.messages import ApplicationData, ClientHello

parser = argparse.ArgumentParser()
parser.add_argument("role", choices=["client", "server", "flood"])
parser.add_argument("port", type=int)
parser.add_argument("--cert")
parser.add_argument("--key")
parser.add_argument("--version", choices=["1.2", "1.3"], default="1.3")
parser.add_argument("--cipher")
parser.add_argument("--group")
parser.add_argument("--alpn")
parser.add_argument("--psk-identity")
parser.add_argument("--psk")
parser.add_argument("--psk-mode", choices=["psk_dhe_ke", "psk_ke"])
parser.add_argument("--record-size", type=int)
parser.add_argument("--update", action="store_true", help="ask for new keys in the middle")
parser.add_argument("--again", action="store_true", help="come back with a ticket")
parser.add_argument("--kind", choices=["updates", "empty", "hellos"])
given = parser.parse_args()


def chain():
    if not given.cert:
        return None, None
    end_entity = X509()
    with open(given.cert) as file:
        end_entity.parse(file.read())
    with open(given.key) as file:
        return X509CertChain([end_entity]), parsePEMKey(file.read(), private=True)


def settings():
    made = HandshakeSettings()
    made.minVersion = made.maxVersion = (3, 3) if given.version == "1.2" else (3, 4)
    # Its client would compress a certificate because it said that it reads compressed ones
    # itself (0.8.2, TLSConnection._create_cert_msg), and every server that did not ask refuses.
    made.certificate_compression_send = []
    made.certificate_compression_receive = []
    if given.cipher:
        made.cipherNames = [given.cipher]
    if given.group:
        # We guess x25519 and are told otherwise, or the other way round.
        made.eccCurves = ["x25519", "secp256r1"] if given.role == "client" else [given.group]
        made.keyShares = [given.group] if given.role == "client" else []
        made.defaultCurve = given.group
        made.dhGroups = []
    if given.psk:
        made.pskConfigs = [
            (given.psk_identity.encode(), bytes.fromhex(given.psk), "sha256")]
    if given.psk_mode:
        made.psk_modes = [given.psk_mode]
    if given.record_size:
        made.record_size_limit = given.record_size
    if given.role == "server":
        made.ticketKeys = [bytes(range(32))]
        made.ticket_count = 2
    return made


def tell(connection):
    print("version", {(3, 3): "TLS 1.2", (3, 4): "TLS 1.3"}[connection.version])
    print("cipher", connection.session.getCipherName(), connection.session.cipherSuite)
    print("group", connection.ecdhCurve)
    print("resumed", connection.resumed)
    if connection.session.appProto:
        print("protocol", connection.session.appProto.decode())


def client_once(session):
    with socket.create_connection(("127.0.0.1", given.port)) as sock:
        sock.settimeout(10)
        connection = TLSConnection(sock)
        certificates, key = chain()
        connection.handshakeClientCert(
            certificates, key, session=session, settings=settings(),
            serverName="localhost", alpn=[given.alpn.encode()] if given.alpn else None)
        tell(connection)
        connection.write(b"hello\n")
        heard = connection.read(max=6, min=6)
        if given.update:
            for _ in connection.send_keyupdate_request(1):  # update_requested
                pass
            connection.write(b"again\n")
            heard += connection.read(max=6, min=6)
        print("heard", heard.decode().strip().replace("\n", ","))
        connection.close()
        return connection.session


def client():
    session = client_once(None)
    if given.again:
        client_once(session)


def flood():
    sock = socket.create_connection(("127.0.0.1", given.port))
    sock.settimeout(10)
    connection = TLSConnection(sock)
    certificates, key = chain()
    connection.handshakeClientCert(
        certificates, key, settings=settings(), serverName="localhost")
    try:
        for _ in range(20_000):
            if given.kind == "updates":
                sending = connection.send_keyupdate_request(1)
            elif given.kind == "empty":
                sending = connection._sendMsg(
                    ApplicationData().create(bytearray()), randomizeFirstBlock=False)
            else:
                sending = connection._sendMsg(
                    ClientHello().create((3, 3), bytearray(32), bytearray(), [0x1301]))
            for _ in sending:
                pass
        print("all was taken")
    except (TLSClosedConnectionError, TLSAlert, OSError) as error:
        print("refused:", error)


def serve(sock, cache):
    connection = TLSConnection(sock)
    connection.closeSocket = True
    certificates, key = chain()
    connection.handshakeServer(
        certChain=certificates, privateKey=key, reqCert=certificates is not None,
        sessionCache=cache, settings=settings(),
        alpn=[given.alpn.encode()] if given.alpn else None)
    tell(connection)
    if connection.session.clientCertChain:
        print("the client showed a certificate")
    asked = False
    while True:
        heard = connection.read(max=16384, min=1)
        if not heard:
            break
        if given.update and not asked:
            asked = True
            for _ in connection.send_keyupdate_request(1):
                pass
        connection.write(heard)
    connection.close()


def server():
    cache = SessionCache()
    listener = socket.create_server(("127.0.0.1", given.port))
    while True:
        sock, _ = listener.accept()
        sock.settimeout(10)
        try:
            serve(sock, cache)
            print("ended well")
        except (TLSAlert, TLSAbruptCloseError, OSError, SyntaxError, ValueError) as error:
            print("failed:", type(error).__name__, error)
        sys.stdout.flush()


try:
    {"client": client, "server": server, "flood": flood}[given.role]()
except (TLSAlert, TLSAbruptCloseError, OSError) as error:
    print("failed:", type(error).__name__, error)
    sys.exit(1)
