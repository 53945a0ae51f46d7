import { fileURLToPath } from 'node:url'
import { call } from './stories/call.ts'
import { becomeGuest, openNewSession } from './stories/people.ts'
import { SessionPage } from './stories/session-page.ts'
import { write } from './stories/team.ts'
import { type AppServer, startMs, startServer } from './support/server.ts'
import { expect, test as base } from './support/test.ts'

const newer = {
  NODE_OPTIONS: `--import=${fileURLToPath(new URL('support/newer-server.mjs', import.meta.url))}`,
}

const test = base.extend<object, { server: AppServer }>({
  // this story upgrades its server
  server: [
    async ({ browserName: _ }, use) => {
      await using server = await startServer()
      await use(server)
    },
    { scope: 'worker', timeout: startMs },
  ],
})

test('rules 34.1 and 34.3: a tab that is older than its server goes on, offers to reload, and keeps what was typed', async ({
  page,
  server,
  consoleErrors,
}) => {
  // while the server is down
  consoleErrors.expect(/WebSocket connection to|ERR_(CONNECTION|EMPTY|INCOMPLETE|SOCKET)/)
  let subscriptions = 0
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      if (String(payload).includes('"events.subscribe"')) subscriptions += 1
    }),
  )
  const post = (path: string, data: object) => call(page, server.url, path, data)
  const notice = page.getByRole('status', { name: 'Update' })
  await becomeGuest(page, server.url)
  const { id, session } = await openNewSession(page, server.url, 'Coffee house')
  await write(session, 'half a thought')
  await expect.poll(() => subscriptions).toBe(1)
  await expect(notice).toBeEmpty()

  await test.step('the server is upgraded under the open tab', async () => {
    await server.restart(newer)
    await expect(notice).toContainText('FeGG was updated. Reload to get the new version.')
    await expect(page.getByRole('status', { name: 'Connection' })).toBeEmpty()
  })

  await test.step('an event that the tab does not know stands between others, and none is missed', async () => {
    const before = subscriptions
    await post('sessions.rename', { id, name: 'Tea house' })
    await expect(page.getByRole('heading', { name: 'Tea house' })).toBeVisible()
    await post('messages.send', {
      id: crypto.randomUUID(),
      sessionId: id,
      text: 'hello',
      delivery: 'after',
    })
    await session.settled(1)
    expect(subscriptions, 'it did not have to subscribe again').toBe(before)
    expect(await session.written()).toBe('half a thought')
  })

  await test.step('after Reload what was typed is there', async () => {
    await page.evaluate(() => void (document.documentElement.dataset['mark'] = 'here'))
    await notice.getByRole('button', { name: 'Reload' }).click()
    const after = new SessionPage(page)
    await expect(page.locator('html[data-mark]')).toHaveCount(0)
    await expect(after.send).toBeVisible()
    await expect.poll(() => after.written()).toBe('half a thought')
    await after.settled(1)
  })
})
