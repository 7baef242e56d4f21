# SPDX-License-Identifier: Apache-2.0
"""aiocoap as a server, with one label that can be read and written: aiocoap_server.py PORT"""
import asyncio
import sys

import aiocoap
import aiocoap.resource


class Label(aiocoap.resource.Resource):
    label = b"nothing yet"

    async def render_get(self, request):
        return aiocoap.Message(payload=self.label, content_format=0)

    async def render_put(self, request):
        Label.label = request.payload
        return aiocoap.Message(code=aiocoap.CHANGED)


class Slow(aiocoap.resource.Resource):
    """Answers after its acknowledgement, in a message of its own."""

    async def render_get(self, request):
        await asyncio.sleep(1)
        return aiocoap.Message(payload=b"at last")


async def main(port):
    site = aiocoap.resource.Site()
    core = aiocoap.resource.WKCResource(site.get_resources_as_linkheader)
    site.add_resource([".well-known", "core"], core)
    site.add_resource(["label"], Label())
    site.add_resource(["slow"], Slow())
    await aiocoap.Context.create_server_context(site, bind=("127.0.0.1", int(port)))
    print("listening", flush=True)
    await asyncio.sleep(50)


asyncio.run(main(*sys.argv[1:]))
