import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

export interface OidcPerson {
  sub: string
  name?: string
  email?: string
  email_verified?: boolean | undefined
}

export const clientSecret = 'canary-of-oidc-client-secret'

/** An OpenID Connect provider on this machine. `person` signs in there without being asked. */
export async function startOidcServer(redirectUri: string, port = 0) {
  const state: { person: OidcPerson | null } = { person: null }
  const server = createServer()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'fegg',
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['a key of this test'] },
    findAccount: (_context, sub) => {
      const { person } = state
      return person?.sub === sub ? { accountId: sub, claims: () => ({ ...person }) } : undefined
    },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    ttl: { Session: 60, Interaction: 60, Grant: 60, AccessToken: 60, IdToken: 60 },
  })
  const answer = provider.callback()
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void answer(request, response)
    const settle = async () => {
      const { person } = state
      if (!person)
        return provider.interactionFinished(request, response, {
          error: 'access_denied',
          error_description: 'The person said no.',
        })
      const grant = new provider.Grant({ accountId: person.sub, clientId: 'fegg' })
      grant.addOIDCScope('openid profile email')
      return provider.interactionFinished(request, response, {
        login: { accountId: person.sub },
        consent: { grantId: await grant.save() },
      })
    }
    settle().catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  return {
    issuer,
    state,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Follows redirects as a browser does, with a jar for each host, until one leads to `stop`. */
export async function follow(
  start: string,
  jar: Map<string, Map<string, string>>,
  stop: (url: URL) => boolean = () => false,
): Promise<URL> {
  let url = new URL(start)
  for (let hops = 0; hops < 12; hops++) {
    if (hops > 0 && stop(url)) return url
    const cookies = jar.get(url.host) ?? new Map<string, string>()
    jar.set(url.host, cookies)
    const header = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: { cookie: header } })
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';', 1)[0] ?? '').split(/=(.*)/s)
      if (value && !/max-age=0/i.test(set)) cookies.set(name, value)
      else cookies.delete(name)
    }
    const location = response.headers.get('location')
    await response.arrayBuffer()
    if (!location) return url
    url = new URL(location, url)
  }
  throw new Error(`too many redirects, at ${url.href}`)
}
