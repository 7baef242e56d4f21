#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tls12.txt: the handshake messages that OpenSSL's two programs exchange in TLS 1.2,
as they stand in the records before ChangeCipherSpec. `python3 tls12.py > tls12.txt`"""
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time

HANDSHAKES = [
  ("ECDHE-ECDSA, both with certificates, with a stapled answer",
   ["-cert", "server.pem", "-key", "server.key", "-Verify", "1", "-CAfile", "root.pem",
    "-alpn", "mqtt", "-status_file", "answer.der"],
   ["-cert", "device.pem", "-key", "device.key", "-servername", "broker.example",
    "-alpn", "mqtt", "-status", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"]),
  ("ECDHE-PSK",
   ["-nocert", "-psk", "0f" * 16, "-psk_hint", "broker", "-cipher", "ECDHE-PSK-CHACHA20-POLY1305"],
   ["-psk", "0f" * 16, "-psk_identity", "device", "-cipher", "ECDHE-PSK-CHACHA20-POLY1305"]),
  ("PSK",
   ["-nocert", "-psk", "0f" * 16, "-psk_hint", "broker", "-cipher", "PSK-AES128-CCM8:@SECLEVEL=0"],
   ["-psk", "0f" * 16, "-psk_identity", "device", "-cipher", "PSK-AES128-CCM8:@SECLEVEL=0"]),
]


def run(*words):
  subprocess.run(["openssl", *words], check=True, capture_output=True)


def make_files():
  for name in ["root", "server", "device"]:
    run("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", name + ".key")
  run("req", "-x509", "-key", "root.key", "-subj", "/CN=Root", "-days", "9", "-out", "root.pem")
  for name in ["server", "device"]:
    run("req", "-new", "-key", name + ".key", "-subj", "/CN=" + name, "-out", name + ".csr")
    run("x509", "-req", "-in", name + ".csr", "-CA", "root.pem", "-CAkey", "root.key",
        "-set_serial", "7", "-days", "9", "-out", name + ".pem")
  with open("index.txt", "w") as index:
    index.write("V\t400101000000Z\t\t07\tunknown\t/CN=server\n")
  run("ocsp", "-index", "index.txt", "-rsigner", "root.pem", "-rkey", "root.key", "-CA", "root.pem",
      "-issuer", "root.pem", "-cert", "server.pem", "-respout", "answer.der", "-ndays", "1")


def messages(stream):
  """Each whole handshake message in front of the first ChangeCipherSpec."""
  content = b""
  while len(stream) >= 5 and stream[0] == 22:
    length = int.from_bytes(stream[3:5], "big")
    content += stream[5:5 + length]
    stream = stream[5 + length:]
  while content:
    length = 4 + int.from_bytes(content[1:4], "big")
    yield content[:length]
    content = content[length:]


def capture(server_words, client_words):
  """What went to the server, and what went to the client."""
  listener = socket.create_server(("127.0.0.1", 0))
  port = socket.create_server(("127.0.0.1", 0))
  target = port.getsockname()[1]
  port.close()
  server = subprocess.Popen(
    ["openssl", "s_server", "-accept", f"127.0.0.1:{target}", "-tls1_2", "-quiet", *server_words],
    stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
  time.sleep(0.5)
  client = subprocess.Popen(
    ["openssl", "s_client", "-connect", f"127.0.0.1:{listener.getsockname()[1]}", "-tls1_2",
     "-no_ticket", "-quiet", *client_words],
    stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
  near, _ = listener.accept()
  far = socket.create_connection(("127.0.0.1", target))
  kept = [b"", b""]

  def copy(source, sink, i):
    try:
      while data := source.recv(65536):
        kept[i] += data
        sink.sendall(data)
    except OSError:
      pass

  for i, (a, b) in enumerate([(near, far), (far, near)]):
    threading.Thread(target=copy, args=(a, b, i), daemon=True).start()
  time.sleep(1.5)
  for process in [client, server]:
    process.kill()
    process.wait()
  return kept


def main():
  print("# Handshake messages of TLS 1.2 as", subprocess.run(
    ["openssl", "version"], capture_output=True, text=True).stdout.split(" (")[0], "writes them, by tls12.py.")
  with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    make_files()
    for title, server_words, client_words in HANDSHAKES:
      print("=", title)
      for role, stream in zip(["client", "server"], capture(server_words, client_words)):
        for message in messages(stream):
          print(">", role, message[0])
          digits = message.hex()
          for i in range(0, len(digits), 96):
            print("  " + digits[i:i + 96])


if __name__ == "__main__":
  sys.exit(main())
