import { errandsPrompt, useErrands } from './stories/errands.ts'
import { startBuilding } from './stories/session-page.ts'
import { startServer } from './support/server.ts'
import { expect, test } from './support/test.ts'

test('rule 11.1: at another address of the machine the preview has a port of its own', async ({
  page,
}) => {
  await using server = await startServer({ env: { HOST: '0.0.0.0', SANDBOX_UNSAFE: '1' } })
  const origin = `http://127.0.0.2:${server.port}`
  const session = await startBuilding(page, errandsPrompt, origin)
  await session.settled(1)
  await useErrands(session, 'Return the library books')
  const address = await session.frame.getAttribute('src')
  const preview = new URL(address ?? '')
  expect(preview.hostname).toBe('127.0.0.2')
  expect(preview.port).not.toBe(String(server.port))
  const cookies = await session.app.locator('html').evaluate(() => document.cookie)
  expect(cookies).toBe('')

  await session.say('make it green')
  await session.settled(2)
  await expect(session.app.getByText('Return the library books')).toBeVisible()
})
