import { tellMainStory } from './stories/main-story.ts'
import { startHeldModel } from './stories/held-model.ts'
import { startScriptedProvider } from './stories/scripted-provider.ts'
import { startBuilding } from './stories/session-page.ts'
import { startServer } from './support/server.ts'
import { expect, test } from './support/test.ts'

const shapes = [
  {
    shape: 'OpenAI',
    env: (url: string) => ({ OPENAI_API_KEY: 'k', OPENAI_BASE_URL: `${url}/v1` }),
  },
  {
    shape: 'Anthropic',
    env: (url: string) => ({ ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: url }),
  },
]

for (const { shape, env } of shapes) {
  test(`the main story with a model behind an endpoint of ${shape}’s shape`, async ({ page }) => {
    await using provider = await startScriptedProvider()
    await using server = await startServer({ env: env(provider.url) })
    await tellMainStory(page, server.url)
    expect(provider.getRequests().length).toBe(4)
  })
}

test('a model that refuses, or breaks off, is an error in its place, with Retry', async ({
  page,
}) => {
  await using provider = await startScriptedProvider()
  await using server = await startServer({
    env: { OPENAI_API_KEY: 'secret-key-1234', OPENAI_BASE_URL: `${provider.url}/v1` },
  })
  provider.nextRequestError(401, { message: 'Incorrect API key provided: secret-key-1234' })
  const session = await startBuilding(
    page,
    'a to-do app called Errands with priorities',
    server.url,
  )
  const failure = session.answers.first().getByRole('alert')
  await expect(failure).toContainText('The key was refused by 127.0.0.1')
  await expect(session.runState).toHaveText('Failed')
  await expect(page.locator('body')).not.toContainText('secret-key-1234')
  await failure.getByRole('button', { name: 'Retry' }).click()
  await session.settled(2)
  await expect(session.answers.nth(1)).toContainText('Errands is ready.')
  expect(server.output()).not.toContain('secret-key-1234')
})

test('a stream that is cut is asked for again, and what had come is not said twice', async ({
  page,
}) => {
  await using model = await startHeldModel()
  await using server = await startServer({ env: model.env })
  const session = await startBuilding(page, 'something to say', server.url)
  const first = await model.next()
  first.say('Half of an ans')
  await expect(session.answers).toContainText('Half of an ans')
  first.cut()
  const second = await model.next()
  second.say('The whole answer.')
  second.end()
  await session.settled(1)
  await expect(session.answers.getByRole('paragraph')).toHaveText(['The whole answer.'])

  await session.say('and once more')
  for (let tries = 0; tries < 4; tries += 1) {
    const turn = await model.next()
    turn.say('Never the end')
    turn.cut()
  }
  const failure = session.answers.nth(1).getByRole('alert')
  await expect(failure).toContainText('broke off')
  await expect(failure.getByRole('button', { name: 'Retry' })).toBeVisible()
  await expect(session.runState).toHaveText('Failed')
})
