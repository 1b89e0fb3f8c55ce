// A certified OpenID provider for tests, in one process: `node provider.mjs PACKAGES` reads its settings as one line of JSON from
// standard input, writes the port it listens on, and serves until standard input ends.
//
// Settings: port, clients, and accounts by name: what is known of each (`claims`) and how well it signs in (`acr`).
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const { default: Provider } = await import(pathToFileURL(`${process.argv[2]}/oidc-provider/lib/index.js`).href)
const lines = createInterface({ input: process.stdin })
const settings = JSON.parse((await lines[Symbol.asyncIterator]().next()).value)
const claims = [...new Set(Object.values(settings.accounts).flatMap((account) => Object.keys(account.claims)))]

const page = (title, body) => `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${title}</title></head><body><main><h1>${title}</h1>${body}</main></body></html>`

const made = (kind, options) => generateKeyPairSync(kind, options).privateKey.export({ format: 'jwk' })

const provider = new Provider(`http://127.0.0.1:${settings.port}`, {
  clients: settings.clients,
  claims: { openid: ['sub', 'sid', 'auth_time', 'acr', ...claims] },
  acrValues: [...new Set(Object.values(settings.accounts).map((account) => account.acr))],
  conformIdTokenClaims: false,
  jwks: { keys: [made('rsa', { modulusLength: 2048 }), made('ec', { namedCurve: 'P-256' })] },
  cookies: { keys: ['only for tests'] },
  enabledJWA: {
    idTokenSigningAlgValues: ['PS256', 'ES256', 'RS256'],
    clientAuthSigningAlgValues: ['ES256', 'PS256'],
  },
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      logoutSource: (ctx, form) => { ctx.body = page('Sign out here too?', `${form}<button form="op.logoutForm" name="logout" value="yes">Yes</button>`) },
      postLogoutSuccessSource: (ctx) => { ctx.body = page('Signed out', '') },
    },
  },
  // The portal of a test is on this very machine, where a provider in earnest calls nobody.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (ctx, id) => settings.accounts[id]
    && { accountId: id, claims: () => ({ sub: id, ...settings.accounts[id].claims }) },
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId })
    grant.addOIDCScope('openid')
    grant.addOIDCClaims(claims)
    await grant.save()
    return grant
  },
  ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 300, Interaction: 600, Session: 3600, Grant: 3600 },
})

async function interact(request, response) {
  if (request.method === 'GET') {
    await provider.interactionDetails(request, response)
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(page('Sign in', '<form method="post"><label>Name <input name="account"></label><button>Sign in</button></form>'))
    return
  }
  let body = ''
  for await (const part of request) body += part
  const account = new URLSearchParams(body).get('account')
  const known = settings.accounts[account]
  const result = known
    ? { login: { accountId: account, acr: known.acr } }
    : { error: 'access_denied', error_description: 'the person broke off' }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
}

const answer = provider.callback()
const server = createServer((request, response) => {
  if (!request.url.startsWith('/interaction/')) return answer(request, response)
  interact(request, response).catch((error) => { response.statusCode = 500; response.end(String(error)) })
})
provider.on('server_error', (ctx, error) => console.error(error))
provider.on('backchannel.error', (ctx, error) => console.error(error))
server.listen(settings.port, '127.0.0.1', () => console.log(server.address().port))
lines.on('close', () => process.exit(0))
