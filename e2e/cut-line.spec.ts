import { SessionPage } from './stories/session-page.ts'
import { expect, test } from './support/test.ts'

for (const module of [
  '/.fegg/page/bridge.ts',
  '/src/App.tsx',
  '/node_modules/.vite/deps/react-router.js',
])
  test(`rule 7: a preview whose line was cut while ${module} came finds its way by itself`, async ({
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
