// @semapps/semantic-data-provider against a running instance: list, create, read, update, delete. It never says which
// revision it changes. Arguments: the folder with the installed client, the instance's address, whether it is
// `strict` or the `last` write wins, a token.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const [folder, base, rule, token] = process.argv.slice(2);
// What a browser has, and it looks for. The token that it would find there is a JWT in SemApps, which it takes apart;
// ours says nothing of its holder, so it goes with the requests instead.
globalThis.localStorage = { getItem: () => null };
const plainFetch = globalThis.fetch;
globalThis.fetch = (input, init = {}) => {
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${token}`);
  return plainFetch(input, { ...init, headers });
};
const require = createRequire(`${folder}/`);
const { dataProvider } = require("@semapps/semantic-data-provider");
// The context's address is that of the grammar; the instance serves it.
const context = await (await fetch(`${base}ns/context.jsonld`)).json();
require("jsonld").documentLoader = async (documentUrl) => {
  assert.equal(documentUrl, "https://w3id.org/codesocial/context.jsonld");
  return { contextUrl: null, documentUrl, document: context };
};

const ontologies = [
  { prefix: "cs", url: "https://w3id.org/codesocial#" },
  { prefix: "ldp", url: "http://www.w3.org/ns/ldp#" },
];
const provider = dataProvider({
  dataServers: {
    site: {
      baseUrl: base,
      default: true,
      authServer: true,
      void: false,
      containers: { site: { "cs:Organization": ["/organizations/"] } },
    },
  },
  resources: {
    Organization: { types: ["cs:Organization"], list: { fetchContainer: true }, fieldsMapping: { title: "name" } },
  },
  ontologies,
  jsonContext: {
    ...Object.fromEntries(ontologies.map(({ prefix, url }) => [prefix, url])),
    id: "@id",
    type: "@type",
    name: { "@id": "cs:name", "@language": "fr" },
    "ldp:contains": { "@id": "ldp:contains", "@type": "@id", "@container": "@set" },
  },
});
const list = async () => {
  const { data } = await provider.getList("Organization", {});
  return data.map(({ id, name }) => [id, name]);
};
const refused = (promise, status) => assert.rejects(promise, (error) => assert.equal(error.status, status) ?? true);

const made = await provider.create("Organization", { data: { name: "Le Moulin" } });
const id = made.data.id;
assert.equal(id, `${base}organizations/le-moulin`);
assert.equal(made.data.name, "Le Moulin");
const other = (await provider.create("Organization", { data: { name: "Autre" } })).data;
assert.deepEqual((await list()).sort(), [[other.id, "Autre"], [id, "Le Moulin"]].sort());

const update = (name) => provider.update("Organization", { id, data: { id, type: "cs:Organization", name } });
const name = async () => (await provider.getOne("Organization", { id })).data.name;
if (rule === "last") {
  // Two who read the same write one after the other: the last one wins.
  await Promise.all([update("Première"), update("Seconde")]);
  await update("Dernière");
  assert.equal(await name(), "Dernière");
  await provider.delete("Organization", { id });
  await refused(provider.getOne("Organization", { id }), 410);
  assert.deepEqual(await list(), [[other.id, "Autre"]]);
} else {
  await refused(update("Sans version"), 428);
  await refused(provider.delete("Organization", { id }), 428);
  assert.equal(await name(), "Le Moulin");
}
console.log("all of it");
