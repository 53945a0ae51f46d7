import { type HeldModel, startHeldModel } from './stories/held-model.ts'
import { expectAlike, SessionPage, startBuilding } from './stories/session-page.ts'
import { type AppServer, startMs, startServer } from './support/server.ts'
import { expect, test as base } from './support/test.ts'

interface Held {
  held: { model: HeldModel; server: AppServer }
}

const test = base.extend<object, Held>({
  held: [
    async ({ browserName: _ }, use) => {
      await using model = await startHeldModel()
      await using server = await startServer({ env: model.env })
      await use({ model, server })
    },
    { scope: 'worker', timeout: startMs },
  ],
})

test('rules 2.3, 8.4 and 31.1: a run is stopped by the button and by Esc; waiting messages are moved, cancelled and run', async ({
  page,
  held,
}) => {
  const { model, server } = held
  const session = await startBuilding(page, 'something that takes long', server.url)
  const first = await model.next()
  first.say('One moment, ')
  await expect(session.answers).toContainText('One moment,')
  await expect(session.runState).toContainText('Running')

  await test.step('messages that are sent meanwhile wait in the queue; one is moved and cancelled', async () => {
    await session.say('make it green')
    await session.say('make it blue')
    const waiting = session.queue.getByRole('listitem')
    await expect(waiting).toHaveText([/green/, /blue/])
    await session.queue.getByRole('button', { name: /^Move “make it blue/ }).focus()
    await page.keyboard.press('ArrowUp')
    await expect(waiting).toHaveText([/blue/, /green/])
    await session.queue.getByRole('button', { name: /^Cancel “make it blue/ }).click()
    await expect(waiting).toHaveText([/green/])
  })

  await test.step('Stop ends the run and its call of the model; the next run starts', async () => {
    await session.stop.click()
    await first.closed
    await expect(session.answers.first()).toContainText(/Stopped by .+\./)
    await expect(session.queue).toBeHidden()
  })

  await test.step('Esc in the composer ends the next run', async () => {
    const second = await model.next()
    second.say('Green it ')
    await expect(session.answers.nth(1)).toContainText('Green it')
    await session.composer.press('Escape')
    await second.closed
    await session.settled(2)
    await expect(session.answers.nth(1)).toContainText(/Stopped by .+\./)
    await expect(session.stop).toBeHidden()
  })

  await test.step('a run that nobody stops ends by itself', async () => {
    await session.say('only say a word')
    const third = await model.next()
    third.say('A word.')
    third.end()
    await session.settled(3)
    await expect(session.answers.nth(2)).toContainText('A word.')
  })
})

test('rule 3.2: a reload in the middle of a sentence shows its beginning, and the rest', async ({
  page,
  held,
}) => {
  const { model, server } = held
  const session = await startBuilding(page, 'something to say', server.url)
  const turn = await model.next()
  turn.say('The first half ')
  await expect(session.answers).toContainText('The first half')
  await page.reload()
  await expect(session.answers).toContainText('The first half')
  turn.say('and the second one.')
  await expect(session.answers.getByRole('paragraph')).toHaveText([
    'The first half and the second one.',
  ])
  const second = new SessionPage(await page.context().newPage())
  await second.page.goto(page.url())
  await expect(second.answers.getByRole('paragraph')).toHaveText([
    'The first half and the second one.',
  ])
  turn.end()
  await session.settled(1)
  await expectAlike(second, session, 'story')
})

test('rule 8.1: the run of a silent model times out after RUN_TIMEOUT_S, and Retry starts another', async ({
  page,
}) => {
  await using model = await startHeldModel()
  await using server = await startServer({ env: { ...model.env, RUN_TIMEOUT_S: '10' } })
  const session = await startBuilding(page, 'something that never ends', server.url)
  const turn = await model.next()
  turn.say('I begin')
  const failure = session.answers.first().getByRole('alert')
  await expect(failure).toContainText('This run took too long')
  await expect(session.runState).toHaveText('Failed')
  await turn.closed

  await failure.getByRole('button', { name: 'Retry' }).click()
  const again = await model.next()
  again.say('This time it is done.')
  again.end()
  await session.settled(2)
  await expect(session.answers.nth(1)).toContainText('This time it is done.')
})
