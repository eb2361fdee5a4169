"""An ActivityPub server made with bovine_herd: one actor, which shows itself to signed requests alone.

Arguments: the port on the loopback, the folder of the JSON-LD contexts that Fedify brings. It is driven over HTTP below
/rig/, keeps what must outlive it in the folder it is started in, and ends with whoever holds its standard input.
"""

import asyncio
import json
import os
import sys
import threading
from pathlib import Path

import aiohttp
from bovine import jsonld
from bovine.activitystreams.utils import id_for_object
from bovine.clients import lookup_uri_with_webfinger
from bovine_herd import BovineHerd, build_default_background_task_inbox, build_default_background_task_outbox
from bovine_process import handle_outbox_item
from bovine_process.types import ProcessingItem
from bovine_store import bovine_admin_store
from bovine_store.store.collection import collection_all
from pyld.jsonld import set_document_loader
from quart import Quart, request
from tortoise import Tortoise

PORT = int(sys.argv[1])
ORIGIN = f"http://127.0.0.1:{PORT}"
DATABASE = "sqlite://bovine.sqlite3"
CONTEXTS = Path(sys.argv[2])
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
OWN = ("about:bovine", "https://www.w3.org/ns/activitystreams")
# What it would ask the network for, and where it finds it instead. An unknown context says nothing.
BROUGHT = {
    "https://gotosocial.org/ns": "gotosocial",
    "https://w3id.org/identity/v1": "identity-v1",
    "https://w3id.org/security/data-integrity/v1": "security-data-integrity-v1",
    "https://w3id.org/security/data-integrity/v2": "security-data-integrity-v2",
    "https://w3id.org/security/multikey/v1": "security-multikey-v1",
    "https://w3id.org/security/v1": "security-v1",
    "https://www.w3.org/ns/did/v1": "did-v1",
}


def context(url, options, **_):
    """Stands where bovine would load a context: nothing leaves the loopback."""
    if url in OWN:
        return jsonld.wrapper(url, options)
    known = BROUGHT.get(url)
    document = json.loads((CONTEXTS / f"{known}.json").read_text(encoding="utf-8")) if known else {"@context": {}}
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": document}


set_document_loader(context)


async def registered() -> str:
    """The name of the one actor; a new folder gets one."""
    async with bovine_admin_store(DATABASE, domain=ORIGIN) as store:
        await Tortoise.generate_schemas()
        names = await store.list_bovine_names()
        return names[0] if names else await store.register("bovine-peer")


NAME = asyncio.run(registered())
app = Quart(__name__)
process_inbox = build_default_background_task_inbox(app)
process_outbox = build_default_background_task_outbox(app)


def activity(actor, kind, about, to, cc=()):
    """As it is sent; bovine gives it its address."""
    context = "https://www.w3.org/ns/activitystreams"
    return {"@context": context, "type": kind, "actor": actor.actor_id, "object": about, "to": to, "cc": list(cc)}


async def publish(actor, deed) -> dict:
    """Does what a POST to the outbox does; returns the activity, with its address."""
    item = await handle_outbox_item(ProcessingItem(actor.actor_id, deed), actor)
    await process_outbox(item, actor)
    return item.data


async def accept(actor, follow):
    # Its own record of the Follow must be there before it can accept it.
    for _ in range(100):
        if await actor.retrieve(follow["id"], skip_fetch=True):
            break
        await asyncio.sleep(0.05)
    await publish(actor, activity(actor, "Accept", follow["id"], to=[follow["actor"]]))


async def receive(item, actor):
    """Writes down each activity that came with a good signature, as it was sent, then lets bovine have it."""
    sent = dict(item.data)
    with open("received.jsonl", "a", encoding="utf-8") as log:
        log.write(json.dumps(sent) + "\n")
    await process_inbox(item, actor)
    if sent.get("type") == "Follow" and id_for_object(sent.get("object")) == actor.actor_id:
        app.add_background_task(accept, actor, sent)


async def follow(actor, target, **_):
    found = await actor.get(target)
    whom = target if found.get("inbox") else id_for_object(found["attributedTo"])
    return (await publish(actor, activity(actor, "Follow", target, to=[whom])))["id"]


async def unfollow(actor, follow, whom, **_):
    return (await publish(actor, activity(actor, "Undo", follow, to=[whom])))["id"]


async def finger(actor, account, **_):
    async with aiohttp.ClientSession() as session:
        found, _ = await lookup_uri_with_webfinger(session, f"acct:{account}", f"http://{account.rpartition('@')[2]}")
    return found


async def note(actor, text, answers=None, **_):
    readers = {"to": [PUBLIC], "cc": [actor.actor_object.followers]}
    written = {"type": "Note", "attributedTo": actor.actor_id, "content": text, **readers}
    if answers:
        written["inReplyTo"] = answers
    create = await publish(actor, activity(actor, "Create", written, **readers))
    return id_for_object(create["object"])


async def lookup(actor, target, **_):
    return await actor.get(target)


async def whoami(actor, **_):
    return actor.actor_id


async def followers(actor, **_):
    return await collection_all(actor.actor_id, actor.actor_object.followers)


async def following(actor, **_):
    return await collection_all(actor.actor_id, actor.actor_object.following)


DEEDS = {deed.__name__: deed for deed in [follow, unfollow, finger, note, lookup, whoami, followers, following]}

BovineHerd(app, start_background_task_inbox=receive, db_url=DATABASE)


@app.post("/rig/<deed>")
async def rig(deed):
    actor = await app.config["bovine_store"].actor_for_name(NAME)
    return json.dumps(await DEEDS[deed](actor, **await request.get_json()))


def end_with_input():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_input, daemon=True).start()
app.run(host="127.0.0.1", port=PORT)
