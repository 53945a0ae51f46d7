import { once } from 'node:events'
import { createServer } from 'node:net'
import { errandsPrompt, useErrands } from './stories/errands.ts'
import { runMs, SessionPage, startBuilding } from './stories/session-page.ts'
import { expect, test } from './support/test.ts'

async function closedPort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}

for (const module of [
  '/.fegg/dist/bridge.js',
  '/src/App.tsx',
  '/node_modules/.vite/deps/react-router.js',
])
  test(`rule 7: a preview that lost its connection while ${module} loaded recovers by itself`, async ({
    page,
  }) => {
    let cut = 0
    await page.route(
      (url) => url.pathname === module && url.hostname !== 'localhost',
      async (route) => {
        if (cut > 0) return route.continue()
        cut += 1
        await route.abort('connectionreset')
      },
    )
    await page.goto('/')
    await page.getByRole('textbox', { name: 'What do you want to build?' }).fill('hello')
    await page.getByRole('button', { name: 'Start building' }).click()
    await page.waitForURL(/\/s\/[^/]+$/)
    const session = new SessionPage(page)
    await expect.poll(() => cut).toBe(1)
    await expect(session.app.locator('#root > *').first()).toBeVisible()
  })

test('rule 7: a preview that lost its connection while its modules loaded gets them too, without an error', async ({
  page,
}) => {
  let cut = 0
  await page.route(
    (url) => url.pathname === '/.fegg/dist/live.js' && url.hostname !== 'localhost',
    async (route) => {
      if (cut > 0) return route.continue()
      cut += 1
      await route.abort('connectionreset')
    },
  )
  const session = await startBuilding(page, 'hello')
  await expect.poll(() => cut, { timeout: runMs }).toBe(1)
  await session.settled(1)
  const loadedBy = () =>
    session.app
      .locator('html')
      .evaluate(() => performance.getEntriesByType('navigation')[0]?.toJSON().type)
      // it may be reloading
      .catch(() => null)
  await expect.poll(loadedBy).toBe('reload')
  const pick = page.getByRole('button', { name: 'Comment on an element' })
  await expect(pick).toBeEnabled()
  await pick.click()
  await session.picks()
  await session.app.locator('#root > *').first().click()
  await expect(page.getByRole('dialog', { name: /^New comment on / })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Ask FeGG to fix it' })).toHaveCount(0)
})

test('rule 7: a change whose modules were lost on their way arrives by itself', async ({
  page,
}) => {
  let cut = 0
  await page.route(
    (url) => url.pathname === '/src/pages/home.tsx' && url.hostname !== 'localhost',
    async (route) => {
      if (cut > 0) return route.continue()
      cut += 1
      await route.abort('connectionreset')
    },
  )
  const session = await startBuilding(page, errandsPrompt)
  await session.settled(1)
  await expect.poll(() => cut).toBe(1)
  await useErrands(session, 'Return the library books')
})

test('rule 7: a preview whose socket never opened, even after a reload, gets the changes once sockets work', async ({
  page,
  consoleErrors,
}) => {
  consoleErrors.expect(/WebSocket connection to 'ws:\/\/127\.0\.0\.1:\d+\/' failed/)
  const nobody = `ws://127.0.0.1:${await closedPort()}`
  await page.addInitScript((nobody) => {
    if (!/^\d+-/.test(location.hostname)) return
    window.WebSocket = new Proxy(WebSocket, {
      construct(target, [url, protocol]: [string, string]) {
        // a frame keeps its name over a reload, and may have no storage
        const failed = Number(window.name || 0)
        window.name = String(failed + 1)
        // Vite tries two addresses per load, then pings
        return new target(failed < 5 ? nobody : url, protocol)
      },
    })
  }, nobody)
  const session = await startBuilding(page, errandsPrompt)
  await session.settled(1)
  const tries = () =>
    session.app
      .locator('html')
      .evaluate(() => Number(window.name))
      .catch(() => 0)
  await expect.poll(tries).toBeGreaterThan(6)
  await useErrands(session, 'Return the library books')
})
