import { errandsPrompt, useErrands } from './stories/errands.ts'
import { expectAlike, startBuilding } from './stories/session-page.ts'
import { letIn, signUp, write } from './stories/team.ts'
import { startTwoNodes, type TwoNodes, whyNoNodes } from './stories/two-nodes.ts'
import { startMs } from './support/server.ts'
import { expect, test as base } from './support/test.ts'

const test = base.extend<object, { world: TwoNodes }>({
  world: [
    async ({ browserName: _ }, use) => {
      await using world = await startTwoNodes()
      await use(world)
    },
    { scope: 'worker', timeout: startMs },
  ],
  server: [
    async ({ world }, use) => {
      const [first] = world.nodes
      if (!first) throw new Error('there are no nodes')
      await use({ ...first, url: world.url })
    },
    { scope: 'worker' },
  ],
})

test.skip(whyNoNodes !== '', whyNoNodes)

test('rules 8.2 and 10.1: two people build across two nodes, and one is killed in the middle of a run and of a draft', async ({
  page,
  newPerson,
  world,
  consoleErrors,
}) => {
  // requests in flight when the node died
  const cut = /WebSocket connection to|ERR_(CONNECTION|EMPTY|INCOMPLETE|SOCKET)|502 \(Bad Gateway\)/
  consoleErrors.expect(cut)
  await signUp(page, world.url, 'Ada')
  const ada = await startBuilding(page, errandsPrompt, world.url)
  const ben = await letIn(page, await newPerson(cut), 'Ben', 'editor')
  const sessionId = new URL(page.url()).pathname.split('/').at(-1) ?? ''

  await test.step('both see the run, each other, and what the other writes', async () => {
    for (const each of [ada, ben])
      await expect(each.answers.getByRole('button', { name: /Edited/ }).first()).toBeVisible()
    await write(ada, 'half a')
    await expect.poll(() => ben.written()).toBe('half a')
    await write(ben, ' thou')
    await expect.poll(() => ada.written()).toBe('half a thou')
  })

  await test.step('the node that does the work dies; the other goes on with all of it', async () => {
    await world.killWorker(page, sessionId)
    await write(ben, 'ght')
    for (const each of [ada, ben]) {
      await each.settled(1)
      await expect(each.page.getByRole('status', { name: 'Connection' })).toBeEmpty()
      await expect.poll(() => each.written()).toBe('half a thought')
    }
    await expectAlike(ben, ada, 'story')
  })

  await test.step('the app is there for both, and a change by one is seen by the other', async () => {
    await useErrands(ada, 'Return the library books')
    await ada.send.click()
    await expect(ben.messagesFrom('Ada and Ben')).toContainText('half a thought')
    for (const each of [ada, ben]) await each.settled(2)
    await expectAlike(ben, ada, 'activity')
  })
})
