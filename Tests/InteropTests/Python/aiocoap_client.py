# SPDX-License-Identifier: Apache-2.0
"""aiocoap as a client: aiocoap_client.py con|non GET|PUT|DELETE URI [PAYLOAD]"""
import asyncio
import sys

import aiocoap


async def main(kind, method, uri, payload=""):
    context = await aiocoap.Context.create_client_context()
    request = aiocoap.Message(
        code=getattr(aiocoap, method),
        uri=uri,
        payload=payload.encode(),
        transport_tuning=aiocoap.Reliable if kind == "con" else aiocoap.Unreliable,
    )
    response = await asyncio.wait_for(context.request(request).response, 15)
    print(response.code.dotted, response.payload.decode())
    await context.shutdown()


asyncio.run(main(*sys.argv[1:]))
