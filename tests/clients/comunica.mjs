// @comunica/query-sparql against a running instance: asks its endpoint and its documents, and updates it.
// Arguments: the folder with the installed client, the instance's address, a token.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const [folder, base, token] = process.argv.slice(2);
const require = createRequire(`${folder}/`);
const { QueryEngine } = require("@comunica/query-sparql");

const PREFIXES = `PREFIX cs: <https://w3id.org/codesocial#> PREFIX o: <${base}organizations/>\n`;
const engine = new QueryEngine();
const asks = { sources: [{ type: "sparql", value: `${base}sparql` }] };
// Comunica keeps what it read of a source: what it wrote elsewhere it has to be told.
const names = async () => {
  await engine.invalidateHttpCache();
  const found = await engine.queryBindings(`${PREFIXES} SELECT ?n { ?s cs:name ?n } ORDER BY ?n`, asks);
  return (await found.toArray()).map((row) => row.get("n").value);
};
const authorised = (input, init = {}) => {
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${token}`);
  return fetch(input, { ...init, headers });
};
const update = (text) => {
  const destination = { type: "sparql", value: `${base}update` };
  return engine.queryVoid(PREFIXES + text, { sources: [destination], destination, fetch: authorised });
};

assert.deepEqual(await names(), []);
await update("INSERT DATA { o:a a cs:Organization ; cs:name 'A'@fr . o:b a cs:Organization ; cs:name 'B'@fr }");
assert.deepEqual(await names(), ["A", "B"]);
assert.equal(await engine.queryBoolean(`${PREFIXES} ASK { GRAPH o:a { o:a cs:name 'A'@fr } }`, asks), true);
const quads = await engine.queryQuads(`${PREFIXES} CONSTRUCT { ?s ?p ?o } WHERE { GRAPH o:a { ?s ?p ?o } }`, asks);
assert.equal((await quads.toArray()).length, 2);

// A document is a source as well; in formats that name graphs, what it says stands in its own.
const read = await engine.queryBindings(`${PREFIXES} SELECT ?n { o:a cs:name ?n }`, {
  sources: [`${base}organizations/a`],
  unionDefaultGraph: true,
});
assert.deepEqual((await read.toArray()).map((row) => row.get("n").value), ["A"]);

await update("DELETE DATA { o:b cs:name 'B'@fr } ; INSERT DATA { o:b cs:name 'C'@fr }");
assert.deepEqual(await names(), ["A", "C"]);
console.log("all of it");
