// A provider of OpenID Connect on the loopback, for tests: oidc-provider as it comes, with its own pages to sign in.
// node oidc-provider.mjs FOLDER REDIRECT… : FOLDER has it in node_modules; says its issuer on standard output.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, ...redirects] = process.argv.slice(2);
const module = pathToFileURL(join(folder, 'node_modules/oidc-provider/lib/index.js'));
const { default: Provider } = await import(module);

const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, {
  clients: [{ client_id: 'codesocial', client_secret: 'the secret: of & tests', redirect_uris: redirects }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'] },
  // Claims of the scope `email` stand in the token, as with most providers.
  conformIdTokenClaims: false,
  findAccount: (context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@people.example`, email_verified: id !== 'unverified' }),
  }),
  cookies: { keys: ['of tests'] },
  pkce: { required: () => true },
});
server.on('request', provider.callback());
console.log(issuer);
