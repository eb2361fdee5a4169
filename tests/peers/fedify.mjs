// An ActivityPub server made with Fedify: one actor, driven over HTTP below /rig/.
//
// Arguments: the folder of the packages, the port on the loopback, the dialect it signs with first. It keeps what must
// outlive it in the folder it is started in, and ends with whoever holds its standard input.

import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, port, firstKnock] = process.argv.slice(2);
const require = createRequire(join(folder, "package.json"));
const load = (name) => import(pathToFileURL(require.resolve(name)));
const { createFederation, exportJwk, generateCryptoKeyPair, importJwk, InProcessMessageQueue, MemoryKvStore } =
  await load("@fedify/fedify");
const { Accept, Activity, Create, Endpoints, Follow, isActor, Note, Person, PUBLIC_COLLECTION, Reject, Undo } =
  await load("@fedify/vocab");
const { serve } = await load("@hono/node-server");
const { configure, getConsoleSink } = await load("@logtape/logtape");

await configure({
  sinks: { console: getConsoleSink() },
  loggers: [
    { category: "fedify", lowestLevel: "info", sinks: ["console"] },
    { category: ["logtape", "meta"], lowestLevel: "error", sinks: ["console"] },
  ],
});

const ME = { identifier: "me" };
const ORIGIN = `http://127.0.0.1:${port}`;

// What is known, written whole after each change. `requested`: address of the Follow → what it asked to follow.
const state = existsSync("state.json")
  ? JSON.parse(readFileSync("state.json", "utf8"))
  : { keys: [], followers: {}, requested: {}, following: [], notes: {} };
function remember() {
  writeFileSync("state.json.new", JSON.stringify(state));
  renameSync("state.json.new", "state.json");
}
if (state.keys.length === 0) {
  for (const kind of ["RSASSA-PKCS1-v1_5", "Ed25519"]) {
    const { publicKey, privateKey } = await generateCryptoKeyPair(kind);
    state.keys.push({ publicKey: await exportJwk(publicKey), privateKey: await exportJwk(privateKey) });
  }
  remember();
}
const keys = await Promise.all(
  state.keys.map(async ({ publicKey, privateKey }) => ({
    publicKey: await importJwk(publicKey, "public"),
    privateKey: await importJwk(privateKey, "private"),
  })),
);

const federation = createFederation({
  kv: new MemoryKvStore(),
  queue: new InProcessMessageQueue({ pollInterval: { milliseconds: 100 } }),
  allowPrivateAddress: true,
  firstKnock,
  origin: ORIGIN,
});
federation
  .setActorDispatcher("/users/{identifier}", async (context, identifier) => {
    if (identifier !== "me") return null;
    const pairs = await context.getActorKeyPairs(identifier);
    return new Person({
      id: context.getActorUri(identifier),
      preferredUsername: identifier,
      name: "Fedify",
      inbox: context.getInboxUri(identifier),
      outbox: context.getOutboxUri(identifier),
      followers: context.getFollowersUri(identifier),
      endpoints: new Endpoints({ sharedInbox: context.getInboxUri() }),
      publicKey: pairs[0].cryptographicKey,
      assertionMethods: pairs.map((pair) => pair.multikey),
    });
  })
  .setKeyPairsDispatcher(() => keys);
federation.setOutboxDispatcher("/users/{identifier}/outbox", () => ({ items: [] }));
federation.setFollowersDispatcher("/users/{identifier}/followers", () => ({
  items: Object.entries(state.followers).map(([id, { inbox, shared }]) => ({
    id: new URL(id),
    inboxId: new URL(inbox),
    endpoints: shared && { sharedInbox: new URL(shared) },
  })),
}));
federation.setObjectDispatcher(Note, "/notes/{number}", (context, { number }) =>
  number in state.notes ? note(context, number) : null);
// A Follow can be looked up: some do so before they believe that it is accepted.
federation.setObjectDispatcher(Follow, "/follows/{number}", (context, { number }) => {
  const id = new URL(`/follows/${number}`, ORIGIN);
  const asked = state.requested[id.href];
  return asked ? follow(context, id, asked) : null;
});

// Each activity whose signature held, as it was sent, in the order in which they are handled.
async function received(activity) {
  appendFileSync("received.jsonl", JSON.stringify(await activity.toJsonLd()) + "\n");
}
federation
  .setInboxListeners("/users/{identifier}/inbox", "/inbox")
  .setSharedKeyDispatcher(() => ME)
  .on(Activity, (_, activity) => received(activity))
  .on(Follow, async (context, follow) => {
    await received(follow);
    const actor = await follow.getActor(context);
    if (!isActor(actor) || !actor.inboxId || follow.objectId?.href !== context.getActorUri("me").href) return;
    state.followers[actor.id.href] = { inbox: actor.inboxId.href, shared: actor.endpoints?.sharedInbox?.href };
    remember();
    const id = new URL(`/accepts/${crypto.randomUUID()}`, ORIGIN);
    await context.sendActivity(ME, actor, new Accept({ id, actor: context.getActorUri("me"), object: follow }));
  })
  .on(Accept, async (_, accept) => {
    await received(accept);
    const asked = state.requested[accept.objectId?.href];
    if (!asked || asked.actor !== accept.actorId?.href) return;
    if (!state.following.includes(asked.object)) state.following.push(asked.object);
    remember();
  })
  .on(Reject, async (_, reject) => {
    await received(reject);
    const asked = state.requested[reject.objectId?.href];
    if (!asked || asked.actor !== reject.actorId?.href) return;
    state.following = state.following.filter((object) => object !== asked.object);
    remember();
  })
  .on(Undo, async (context, undo) => {
    await received(undo);
    const undone = await undo.getObject(context);
    if (!(undone instanceof Follow) || undone.actorId?.href !== undo.actorId?.href) return;
    delete state.followers[undo.actorId.href];
    remember();
  });

function follow(context, id, { object, actor }) {
  return new Follow({ id, actor: context.getActorUri("me"), object: new URL(object), to: new URL(actor) });
}

function note(context, number) {
  return new Note({
    id: new URL(`/notes/${number}`, ORIGIN),
    attribution: context.getActorUri("me"),
    content: state.notes[number],
    replyTarget: state.replies?.[number] ? new URL(state.replies[number]) : null,
    to: PUBLIC_COLLECTION,
    cc: context.getFollowersUri("me"),
  });
}

// Whatever is there, asked for with a signature: some answer nobody else.
async function look(context, address) {
  return await context.lookupObject(address, { documentLoader: await context.getDocumentLoader(ME) });
}

const deeds = {
  async follow(context, { target }) {
    const object = await look(context, target);
    const actor = isActor(object) ? object : await object?.getAttribution?.(context);
    if (!isActor(actor)) throw new Error(`nobody answers for ${target}`);
    const id = new URL(`/follows/${crypto.randomUUID()}`, ORIGIN);
    const asked = { object: object.id.href, actor: actor.id.href };
    state.requested[id.href] = asked;
    remember();
    await context.sendActivity(ME, actor, follow(context, id, asked));
    return id.href;
  },
  async unfollow(context, { target }) {
    const [begun, asked] = Object.entries(state.requested).find(([, { object }]) => object === target) ?? [];
    if (!asked) throw new Error(`${target} is not followed`);
    const actor = await look(context, asked.actor);
    const id = new URL(`/undos/${crypto.randomUUID()}`, ORIGIN);
    const object = follow(context, new URL(begun), asked);
    delete state.requested[begun];
    state.following = state.following.filter((followed) => followed !== target);
    remember();
    await context.sendActivity(ME, actor, new Undo({ id, actor: context.getActorUri("me"), object }));
    return id.href;
  },
  async note(context, { text, answers }) {
    const number = Object.keys(state.notes).length + 1;
    state.notes[number] = text;
    if (answers) state.replies = { ...state.replies, [number]: answers };
    remember();
    const object = note(context, number);
    const id = new URL(`/notes/${number}#create`, ORIGIN);
    const create = new Create({
      id,
      actor: context.getActorUri("me"),
      object,
      to: PUBLIC_COLLECTION,
      cc: context.getFollowersUri("me"),
    });
    await context.sendActivity(ME, "followers", create, { preferSharedInbox: true });
    return object.id.href;
  },
  async lookup(context, { target }) {
    return (await (await look(context, target))?.toJsonLd()) ?? null;
  },
  async finger(context, { target }) {
    const found = await context.lookupWebFinger(target, { allowPrivateAddress: true });
    return found?.links?.find(({ rel }) => rel === "self")?.href ?? null;
  },
  followers: () => Object.keys(state.followers),
  following: () => state.following,
};

async function answer(request) {
  const [, rig, deed] = new URL(request.url).pathname.split("/");
  if (rig !== "rig") return await federation.fetch(request, { contextData: undefined });
  try {
    const context = federation.createContext(new URL(ORIGIN), undefined);
    return Response.json(await deeds[deed](context, await request.json()));
  } catch (error) {
    console.error(error);
    return new Response(String(error), { status: 500 });
  }
}

serve({ port: Number(port), hostname: "127.0.0.1", fetch: answer });
process.stdin.resume().on("end", () => process.exit());
