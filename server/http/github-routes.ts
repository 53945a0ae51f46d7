import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { AppError } from '../../shared/protocol/errors.ts'
import type { Services } from '../api/context.ts'

const Callback = z.object({ code: z.string().max(1_000), state: z.string().max(1_000) })

/** Failures redirect to the sign-in page. */
export function addGithubRoutes(app: FastifyInstance, { auth }: Services): void {
  const { github } = auth
  if (!github) return
  app.get('/auth/github', (_request, reply) => {
    const { url, stateCookie } = github.start()
    return reply.header('set-cookie', stateCookie).redirect(url)
  })
  app.get('/auth/github/callback', async (request, reply) => {
    const query = Callback.safeParse(request.query)
    if (!query.success) return reply.redirect('/sign-in?problem=github')
    try {
      const { cookie } = request.headers
      const current = await auth.authenticate(cookie)
      const entrance = await github.callback(query.data.code, query.data.state, cookie, current)
      return reply.header('set-cookie', [entrance.cookie, entrance.blankStateCookie]).redirect('/')
    } catch (error) {
      if (!(error instanceof AppError)) app.log.error({ err: error }, 'GitHub sign-in failed')
      return reply.redirect('/sign-in?problem=github')
    }
  })
}
