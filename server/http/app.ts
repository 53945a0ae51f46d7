import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { existsSync } from 'node:fs'
import compress from '@fastify/compress'
import rateLimit from '@fastify/rate-limit'
import staticFiles from '@fastify/static'
import { type CreateFastifyContextOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import Fastify, {
  LogController,
  type FastifyError,
  type FastifyInstance,
  type FastifyRequest,
} from 'fastify'
import type { FastifyBaseLogger } from 'fastify'
import { limits } from '../../shared/limits.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import type { ApiContext, Services } from '../api/context.ts'
import { appRouter } from '../api/router.ts'
import { asTrpcError } from '../api/trpc.ts'
import { readBrowserKey } from '../auth/browser-key.ts'
import { browserName } from '../auth/browser-name.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { withoutSecrets } from '../lib/secrets.ts'
import { shortageText } from '../lib/shortage.ts'
import { words } from '../lib/words.ts'
import { createAddressOf } from './address-of.ts'
import { addHealthRoutes } from './health-routes.ts'
import { addThumbnailRoutes } from './thumbnail-routes.ts'
import { addVersionFileRoutes } from './version-file-routes.ts'
import { addZipRoutes } from './zip-routes.ts'
import { leadToLocalhost } from './lead-to-localhost.ts'
import { isOwnHost, isOwnOrigin, type Site } from './origins.ts'
import { securityHeaders } from './security-headers.ts'

/** Vite in development. */
export type ClientMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
) => void

interface Options {
  services: Services
  gateway: Gateway
  site: Site
  /** Proxies whose X-Forwarded-For is trusted for rate limits. */
  trustProxy: number | string | false
  previewDomain: string | null
  logger: FastifyBaseLogger
  clientDir: string
  clientMiddleware: ClientMiddleware | null
  ready: () => Promise<void>
  gauges: () => Promise<Record<string, number>>
}

/** What one address may call, and how much of it at once. */
export const callLimits = {
  bodyBytes: 1_000_000,
  /** Tries to sign in, to make an account and the like. */
  entriesPerMinute: 30,
  /** Calls with a link's token. */
  tokensPerMinute: 60,
} as const

/**
 * In ms. Above load balancers' idle timeout (usually 60 s), so that none reuses a closing
 * connection.
 */
const keepAliveTimeout = 72_000

const serverPath = /^\/(trpc|yjs|healthz|readyz|metrics|pictures|files|zips)(\/|\?|$)/

/** Fastify's own option no longer takes a hop count. */
function trustOf(proxies: Options['trustProxy']) {
  return typeof proxies === 'number' ? (_address: string, hop: number) => hop < proxies : proxies
}

export async function createApp(options: Options): Promise<FastifyInstance> {
  const { services, gateway, site, clientMiddleware } = options
  const app = Fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: callLimits.bodyBytes,
    trustProxy: trustOf(options.trustProxy),
    routerOptions: { maxParamLength: 5_000 },
    serverFactory: (handler) =>
      createServer({ keepAliveTimeout }, (request, response) => {
        if (gateway.handleRequest(request, response)) return
        if (leadToLocalhost(request, response, site)) return
        const serve = () => handler(request, response)
        if (!clientMiddleware || serverPath.test(request.url ?? '')) return serve()
        clientMiddleware(request, response, serve)
      }),
  })
  app.addHook('onRequest', async (request, reply) => {
    const { host, origin } = request.headers
    if (!isOwnHost(host, site))
      return reply.code(421).send({
        message:
          'This server does not answer under that host name. Set PUBLIC_URL to the address that people use.',
      })
    const safe = request.method === 'GET' || request.method === 'HEAD'
    if (!safe && !isOwnOrigin(origin, host, site))
      return reply.code(403).send({ message: foreignOrigin(origin) })
    reply.headers(
      securityHeaders({
        host: host ?? '',
        previewDomain: options.previewDomain,
        secure: site.publicUrl?.protocol === 'https:',
      }),
    )
  })
  answerErrors(app)
  await app.register(compress, { threshold: 1_024 })
  await app.register(rateLimit, { global: false })
  addHealthRoutes(app, options)
  addThumbnailRoutes(app, services)
  addVersionFileRoutes(app, services)
  addZipRoutes(app, services)
  await addTrpc(app, services, options.trustProxy)
  await addClient(app, options.clientDir)
  return app
}

/** Whoever set up a proxy without PUBLIC_URL reads this in the app. */
function foreignOrigin(origin: string | undefined): string {
  const known = origin !== undefined && origin.length <= 300 && URL.canParse(origin)
  return known
    ? `This server was not started for ${new URL(origin).origin}. Whoever runs it must set PUBLIC_URL to the address in people’s browsers.`
    : 'This request did not come from the app.'
}

/** Fastify would answer with the error's own message, and log addresses that hold tokens. */
function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = error.statusCode ?? 500
    if (status === 413) return reply.code(status).send({ message: words.bodyTooLarge })
    if (status < 500) return reply.code(status).send({ message: withoutSecrets(error.message) })
    app.log.error({ err: error, route: request.routeOptions.url }, 'a request failed')
    return reply.code(status).send({ message: shortageText(error) ?? words.internal })
  })
}

async function addTrpc(
  app: FastifyInstance,
  services: Services,
  trustProxy: Options['trustProxy'],
): Promise<void> {
  const addressOf = createAddressOf(trustProxy)
  /** Allows `max` calls per minute and address. Throws AppError rate_limited. */
  const limiter = (max: number) => {
    const count = app.createRateLimit({ max, timeWindow: '1 minute' })
    return async (request: FastifyRequest) => {
      const counted = await count(request)
      if (!counted.isAllowed && counted.isExceeded)
        throw new AppError(
          'rate_limited',
          `Too many attempts. Wait ${Math.ceil(counted.ttl / 1_000)} seconds and try again.`,
        )
    }
  }
  const countEntry = limiter(callLimits.entriesPerMinute)
  const countToken = limiter(callLimits.tokensPerMinute)
  const countCall = limiter(services.quotas.callsPerMinute)
  const createContext = async ({
    req,
    res,
    info,
  }: CreateFastifyContextOptions): Promise<ApiContext> => {
    const { auth } = services
    try {
      for (const _call of info.calls) await countCall(req)
    } catch (error) {
      throw error instanceof AppError ? asTrpcError(error) : error
    }
    const { cookie } = req.headers
    const browser = readBrowserKey(req.headers)
    const signedIn = await auth.authenticate(cookie, browser, browser !== null)
    const setCookie = (value: string) => void res.header('set-cookie', auth.named(value, browser))
    if (signedIn?.freshCookie) setCookie(signedIn.freshCookie)
    // scripts and tabs of an earlier release send no key and ask only once
    const isUnproven = browser !== null && !signedIn && !auth.keepsCookies(cookie)
    if (isUnproven) setCookie(auth.probeCookie())
    return {
      services,
      signedIn,
      browser,
      requireCookies() {
        if (isUnproven) throw new AppError('no_cookie', words.noCookie)
      },
      host: req.headers.host ?? '',
      browserName: browserName(req.headers['user-agent']),
      setCookie,
      countEntry: () => countEntry(req),
      countToken: () => countToken(req),
      socketRefusal: () =>
        services.sockets.refusal('address', addressOf(req.raw)) ??
        (signedIn && services.sockets.refusal('person', signedIn.user.id)),
    }
  }
  await app.register(fastifyTRPCPlugin, {
    prefix: '/trpc',
    trpcOptions: {
      // for queries that are too long for a URL
      allowMethodOverride: true,
      router: appRouter,
      createContext,
      maxBatchSize: limits.batchCalls,
      onError: ({
        error,
        path,
      }: {
        error: Error & { code: string }
        path?: string | undefined
      }) => {
        if (error.code === 'INTERNAL_SERVER_ERROR')
          services.log.error({ err: error.cause ?? error, path }, 'a call failed')
      },
    },
  })
}

async function addClient(app: FastifyInstance, clientDir: string): Promise<void> {
  const isBuilt = existsSync(clientDir)
  // also without a client: Fastify's own handler logs the address, which may hold a token
  app.setNotFoundHandler((request, reply) => {
    const page = request.method === 'GET' && request.headers.accept?.includes('text/html')
    if (isBuilt && page) return reply.header('cache-control', 'no-cache').sendFile('index.html')
    return reply.code(404).send({ message: 'There is no such address.' })
  })
  if (!isBuilt) return
  await app.register(staticFiles, {
    root: clientDir,
    preCompressed: true,
    // built files' names contain their hash
    setHeaders: (response, path) => {
      const forever = path.includes('/assets/')
      response.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
}
