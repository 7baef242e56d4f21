# SPDX-License-Identifier: Apache-2.0
"""paho as a peer: publishes one message, or prints what it hears.

  paho_client.py pub PORT TOPIC QOS MESSAGE [--retain] ...
  paho_client.py sub PORT TOPIC QOS COUNT ...
"""
import argparse
import queue
import sys

import paho.mqtt.client as mqtt

parser = argparse.ArgumentParser()
parser.add_argument("verb", choices=["pub", "sub"])
parser.add_argument("port", type=int)
parser.add_argument("topic")
parser.add_argument("qos", type=int)
parser.add_argument("rest")
parser.add_argument("--retain", action="store_true")
parser.add_argument("--roots")
parser.add_argument("--cert")
parser.add_argument("--key")
parser.add_argument("--user")
parser.add_argument("--password-from")
given = parser.parse_args()

happened = queue.Queue()


def wait_for(wanted):
    kind, *details = happened.get(timeout=15)
    if kind != wanted:
        sys.exit(f"{kind} {details} instead of {wanted}")
    return details


client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv311)
client.on_connect = lambda _, __, ___, code, ____: happened.put(("connected", code))
client.on_subscribe = lambda _, __, ___, codes, ____: happened.put(("subscribed", codes))
client.on_message = lambda _, __, message: happened.put(("message", message))
if given.roots:
    client.tls_set(given.roots, given.cert, given.key)
if given.user:
    with open(given.password_from) as file:
        client.username_pw_set(given.user, file.read().strip())
client.connect("localhost" if given.roots else "127.0.0.1", given.port, keepalive=30)
client.loop_start()

(code,) = wait_for("connected")
if code.is_failure:
    sys.exit(f"refused: {code}")
if given.verb == "pub":
    sent = client.publish(given.topic, given.rest, given.qos, given.retain)
    sent.wait_for_publish(15)
    if not sent.is_published():
        sys.exit("not published in time")
else:
    client.subscribe(given.topic, given.qos)
    (codes,) = wait_for("subscribed")
    print("subscribed:", *[code.value for code in codes], flush=True)
    for _ in range(int(given.rest)):
        (message,) = wait_for("message")
        kept = "retained" if message.retain else "live"
        print(message.topic, message.qos, kept, message.payload.decode(), flush=True)
client.disconnect()
client.loop_stop()
