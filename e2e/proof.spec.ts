import { cafePrompt, startCafeProvider } from './stories/cafe-provider.ts'
import { startBuilding } from './stories/session-page.ts'
import { letIn, signUp } from './stories/team.ts'
import { axeFindings } from './support/axe.ts'
import { type AppServer, startMs, startServer } from './support/server.ts'
import { expect, test as base } from './support/test.ts'

const test = base.extend<object, { server: AppServer }>({
  server: [
    async ({ browserName: _ }, use) => {
      await using provider = await startCafeProvider()
      await using server = await startServer({
        env: {
          CHECK_BROWSER: 'auto',
          OPENAI_API_KEY: 'k',
          OPENAI_BASE_URL: `${provider.url}/v1`,
        },
      })
      await use(server)
    },
    { scope: 'worker', timeout: startMs },
  ],
})

test('rule 55.2: who comes later sees pictures of what was done', async ({
  page,
  newPerson,
  server,
}, info) => {
  await signUp(page, server.url, 'Ada')
  const ada = await startBuilding(page, cafePrompt, server.url)
  await ada.settled(1)
  await expect(ada.chat.getByRole('button', { name: '2 pictures' })).toBeVisible({
    timeout: 60_000,
  })
  await ada.say('put a banner on top')
  await ada.settled(2)
  await expect(ada.chat.getByRole('button', { name: '3 pictures' })).toBeVisible({
    timeout: 60_000,
  })

  const ben = await letIn(page, await newPerson(), 'Ben', 'suggester')
  await ben.chat.getByRole('button', { name: '3 pictures' }).click()
  const list = ben.chat.getByRole('list', { name: 'Pictures of version 2' })
  await expect(list.getByRole('img')).toHaveCount(3)
  await list.getByRole('img', { name: 'Before: version 1' }).click()
  const viewer = ben.page.getByRole('dialog', { name: 'Pictures of version 2' })
  const large = (name: string) => viewer.getByRole('img', { name })
  await expect(large('Before: version 1')).toBeVisible()
  await ben.page.keyboard.press('ArrowRight')
  await expect(large('After: version 2')).toBeVisible()
  await expect
    .poll(() => large('After: version 2').evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(900)
  await info.attach('viewer', { body: await ben.page.screenshot(), contentType: 'image/png' })
  expect(await axeFindings(ben.page)).toEqual([])
  await ben.page.keyboard.press('Escape')
  await expect(viewer).toBeHidden()
})
