import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Services } from '../api/context.ts'
import type { Arrival } from '../auth/auth.ts'
import { browserName } from '../auth/browser-name.ts'

const Start = z.object({
  /** A path of this app, never another site. */
  next: z
    .string()
    .max(2_000)
    .regex(/^\/(?![/\\])[^\p{C}]*$/u)
    .nullable()
    .catch(null),
})
const GithubCallback = z.object({ code: z.string().max(1_000), state: z.string().max(1_000) })

type Way = 'github' | 'oidc'

/** The client names the failure on the sign-in page. */
function failed(reply: FastifyReply, way: Way) {
  return reply.redirect(`/sign-in?problem=${way}`)
}

function arrive(reply: FastifyReply, { cookie, blankStateCookie, next }: Arrival) {
  return reply.header('set-cookie', [cookie, blankStateCookie]).redirect(next ?? '/')
}

/** Sign-in at other sites: GitHub and an OpenID Connect provider. Failures redirect to the sign-in page. */
export function addForeignSignIn(app: FastifyInstance, { auth }: Services): void {
  const log = (error: unknown, way: Way) => {
    const expected = error instanceof AppError && error.code !== 'internal'
    if (!expected) app.log.error({ err: error }, `sign-in by ${way} failed`)
  }
  addGithub(app, auth, log)
  addOidc(app, auth, log)
}

type Log = (error: unknown, way: Way) => void

function addGithub(app: FastifyInstance, auth: Services['auth'], log: Log): void {
  const { github } = auth
  if (!github) return
  app.get('/auth/github', (request, reply) => {
    const { url, stateCookie } = github.start(Start.parse(request.query).next)
    return reply.header('set-cookie', stateCookie).redirect(url)
  })
  app.get('/auth/github/callback', async (request, reply) => {
    const query = GithubCallback.safeParse(request.query)
    if (!query.success) return failed(reply, 'github')
    try {
      const { cookie, 'user-agent': agent } = request.headers
      const { code, state } = query.data
      const current = await auth.authenticate(cookie)
      return arrive(reply, await github.callback(code, state, cookie, current, browserName(agent)))
    } catch (error) {
      log(error, 'github')
      return failed(reply, 'github')
    }
  })
}

function addOidc(app: FastifyInstance, auth: Services['auth'], log: Log): void {
  const { oidc } = auth
  if (!oidc) return
  app.get('/auth/oidc', async (request, reply) => {
    try {
      const { url, stateCookie } = await oidc.start(Start.parse(request.query).next)
      return await reply.header('set-cookie', stateCookie).redirect(url)
    } catch (error) {
      log(error, 'oidc')
      return failed(reply, 'oidc')
    }
  })
  app.get('/auth/oidc/callback', async (request, reply) => {
    try {
      const { cookie, 'user-agent': agent } = request.headers
      const query = request.url.slice(request.url.indexOf('?'))
      const current = await auth.authenticate(cookie)
      return arrive(reply, await oidc.callback(query, cookie, current, browserName(agent)))
    } catch (error) {
      log(error, 'oidc')
      return failed(reply, 'oidc')
    }
  })
}
