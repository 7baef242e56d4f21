# SPDX-License-Identifier: Apache-2.0
"""aiocoap as a client: aiocoap_client.py con|non GET|PUT|DELETE URI [PAYLOAD]"""
import asyncio
import sys

import aiocoap


async def main(kind, method, uri, payload=""):
    context = await aiocoap.Context.create_client_context()

    async def ask(echo):
        request = aiocoap.Message(
            code=getattr(aiocoap, method),
            uri=uri,
            payload=payload.encode(),
            transport_tuning=aiocoap.Reliable if kind == "con" else aiocoap.Unreliable,
        )
        request.opt.echo = echo
        return await asyncio.wait_for(context.request(request).response, 15)

    response = await ask(None)
    # The server wants to know that our address is ours (RFC 9175, 2.3). aiocoap knows the
    # option and leaves the answer to its caller.
    if response.code == aiocoap.UNAUTHORIZED and response.opt.echo:
        response = await ask(response.opt.echo)
    print(response.code.dotted, response.payload.decode())
    await context.shutdown()


asyncio.run(main(*sys.argv[1:]))
