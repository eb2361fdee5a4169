// @inrupt/solid-client against a running instance: list, create, read, update with a conflict, delete.
// Arguments: the folder with the installed client, the instance's address, a token.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const [folder, base, token] = process.argv.slice(2);
const solid = createRequire(`${folder}/`)("@inrupt/solid-client");
const CS = "https://w3id.org/codesocial#";
const container = `${base}organizations/`;
const url = `${container}solid`;

/** Fetch with our token, and with what is said of the revision. */
const as = (conditions = {}) => (input, init = {}) => {
  const headers = { ...Object.fromEntries(new Headers(init.headers)), authorization: `Bearer ${token}`, ...conditions };
  return fetch(input, { ...init, headers });
};
const refused = (promise, status) =>
  assert.rejects(promise, (error) => assert.equal(error.statusCode ?? error.problemDetails?.status, status) ?? true);
const name = async () => {
  const dataset = await solid.getSolidDataset(url, { fetch });
  return solid.getStringWithLocale(solid.getThing(dataset, url), `${CS}name`, "fr");
};
const tag = async () => (await fetch(url, { headers: { accept: "text/turtle" } })).headers.get("etag");
const listed = async () => solid.getContainedResourceUrlAll(await solid.getSolidDataset(container, { fetch }));

assert.deepEqual(await listed(), []);
const thing = solid
  .buildThing({ url })
  .addUrl("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", `${CS}Organization`)
  .addStringWithLocale(`${CS}name`, "Solide", "fr")
  .build();
const fresh = solid.setThing(solid.createSolidDataset(), thing);
await refused(solid.saveSolidDatasetAt(url, fresh, { fetch }), 401);
await solid.saveSolidDatasetAt(url, fresh, { fetch: as() });
assert.equal(await name(), "Solide");
assert.deepEqual(await listed(), [url]);
// It creates, and never replaces.
await refused(solid.saveSolidDatasetAt(url, fresh, { fetch: as() }), 412);
const info = await solid.getResourceInfo(url, { fetch });
assert.equal(info.internal_resourceInfo.aclUrl, `${url}.acl`);
assert.ok(!solid.isContainer(info) && solid.isContainer(await solid.getResourceInfo(container, { fetch })));

const turtle = (text) =>
  new Blob([`<${url}> a <${CS}Organization> ; <${CS}name> "${text}"@fr .`], { type: "text/turtle" });
const put = (text, conditions) =>
  solid.overwriteFile(url, turtle(text), { contentType: "text/turtle", fetch: as(conditions) });
const read = await tag();
await refused(put("Sans version"), 428);
await put("Plus solide", { "if-match": read });
await refused(put("Trop tard", { "if-match": read }), 412);
assert.equal(await name(), "Plus solide");

// Where the instance takes patches, the client sends what it changed.
const allow = (await fetch(url, { method: "OPTIONS" })).headers.get("allow");
if (allow.includes("PATCH")) {
  const before = await solid.getSolidDataset(url, { fetch });
  const changed = (text) => {
    const thing = solid.setStringWithLocale(solid.getThing(before, url), `${CS}name`, text, "fr");
    return solid.setThing(before, thing);
  };
  await solid.saveSolidDatasetAt(url, changed("En morceaux"), { fetch: as() });
  assert.equal(await name(), "En morceaux");
  await refused(solid.saveSolidDatasetAt(url, changed("Trop tard"), { fetch: as() }), 409);
  assert.equal(await name(), "En morceaux");
}

// Who may do what: told to each, read and set by whoever is in control.
const { getPublicAccess, setPublicAccess } = solid.universalAccess;
const may = async (by) => solid.getEffectiveAccess(await solid.getResourceInfo(url, { fetch: by }));
const nothing = { read: false, append: false, write: false };
const reading = { ...nothing, read: true };
assert.deepEqual(await may(fetch), { user: reading, public: reading });
assert.deepEqual(await may(as()), { user: { read: true, append: true, write: true }, public: reading });
assert.equal(await getPublicAccess(url, { fetch }), null);
const none = { ...nothing, controlRead: false, controlWrite: false };
assert.deepEqual(await getPublicAccess(url, { fetch: as() }), { ...none, read: true });
const closed = await setPublicAccess(url, { read: false }, { fetch: as() });
assert.deepEqual(closed, none);
assert.deepEqual((await may(as())).public, nothing);
await refused(solid.getSolidDataset(url, { fetch }), 404);
assert.deepEqual(await listed(), []);
// More than reading is not to be had, and nothing is done of it.
assert.deepEqual(await setPublicAccess(url, { read: true, write: true }, { fetch: as() }), none);
await refused(solid.getSolidDataset(url, { fetch }), 404);
assert.deepEqual(await setPublicAccess(url, { read: true }, { fetch: as() }), { ...none, read: true });
assert.deepEqual(await may(fetch), { user: reading, public: reading });
// The same by hand: the acl beside what it is about.
const whole = await solid.getSolidDatasetWithAcl(url, { fetch: as() });
const acl = solid.getResourceAcl(whole);
assert.deepEqual(solid.getAgentAccessAll(whole), { "mailto:a@a.example": { ...reading, append: true, write: true, control: true } });
await solid.saveAclFor(whole, solid.setPublicResourceAccess(acl, { ...nothing, control: false }), { fetch: as() });
await refused(solid.getSolidDataset(url, { fetch }), 404);
const again = await solid.getSolidDatasetWithAcl(url, { fetch: as() });
const open = solid.setPublicResourceAccess(solid.getResourceAcl(again), { ...reading, control: false });
await solid.saveAclFor(again, open, { fetch: as() });
assert.equal(await name(), "En morceaux");
// The client tells of a refusal here, and not of which.
await assert.rejects(solid.deleteAclFor(again, { fetch: as() }), Error);
assert.equal((await as()(`${url}.acl`, { method: "DELETE" })).status, 405);

await refused(solid.deleteSolidDataset(url, { fetch: as() }), 428);
await solid.deleteSolidDataset(url, { fetch: as({ "if-match": await tag() }) });
await refused(solid.getSolidDataset(url, { fetch }), 410);
assert.deepEqual(await listed(), []);
console.log("all of it");
