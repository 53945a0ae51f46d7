import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { errandsPrompt, useErrands } from './stories/errands.ts'
import { expectAlike, SessionPage, startBuilding } from './stories/session-page.ts'
import { startServer } from './support/server.ts'
import { expect, test } from './support/test.ts'

for (const loss of ['nothing else', 'the sandboxes’ folders'] as const) {
  test(`rules 7.5 and 8.2: the server dies in the middle of a run and loses ${loss}`, async ({
    page,
    context,
  }) => {
    await using server = await startServer()
    const session = await startBuilding(page, errandsPrompt, server.url)
    await expect(session.answers.getByRole('button', { name: /Edited/ }).first()).toBeVisible()
    await session.composer.click()
    await page.keyboard.insertText('half a thou')
    await server.crash(async () => {
      await expect(page.getByRole('status', { name: 'Connection' })).toContainText('Reconnecting')
      await page.keyboard.insertText('ght')
      if (loss !== 'nothing else')
        await rm(join(server.dataDir, 'sandboxes'), { recursive: true, force: true })
    })

    await session.settled(1)
    await expect(page.getByRole('status', { name: 'Connection' })).toBeEmpty()
    await expect(session.composer, 'what was typed stays').toHaveText('half a thought')
    const paragraphs = await session.answers.getByRole('paragraph').allTextContents()
    expect(new Set(paragraphs).size, 'each thing is said once').toBe(paragraphs.length)
    await useErrands(session, 'Return the library books')

    const fresh = new SessionPage(await context.newPage())
    await fresh.page.goto(page.url())
    await expect(fresh.answers).toHaveCount(1)
    await expectAlike(fresh, session, 'story')
    await expectAlike(fresh, session, 'activity')
  })
}
