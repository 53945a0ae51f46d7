import { type AppServer, startMs, startServer } from '../support/server.ts'
import { test as base } from '../support/test.ts'
import { startCafeProvider } from './cafe-provider.ts'

/** The worker's server has the scripted café model. */
export const test = base.extend<object, { server: AppServer }>({
  server: [
    async ({ browserName: _ }, use) => {
      await using provider = await startCafeProvider()
      await using server = await startServer({
        env: { OPENAI_API_KEY: 'scripted', OPENAI_BASE_URL: `${provider.url}/v1` },
      })
      await use(server)
    },
    { scope: 'worker', timeout: startMs },
  ],
})
