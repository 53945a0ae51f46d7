import { expect, test as base } from '@playwright/test'
import { perform } from '@fegg/demo-model/testing/perform.ts'
import { demoPrompts } from '@fegg/demo-model/testing/prompts.ts'
import { openWorkbench, type Workbench } from './stories/workbench.ts'
import { startMs } from './support/server.ts'

const all = 200
/** A sample, or DEMO_APPS of the prompts. */
const wanted = Math.min(all, Math.max(1, Number(process.env['DEMO_APPS'] ?? 6)))
const chosen = demoPrompts(all).filter(
  (_, index) => Math.floor((index * wanted) / all) !== Math.floor(((index - 1) * wanted) / all),
)

const test = base.extend<object, { workbench: Workbench }>({
  workbench: [
    async ({ browserName: _ }, use) => {
      await using workbench = await openWorkbench()
      await use(workbench)
    },
    { scope: 'worker', timeout: startMs },
  ],
})

for (const demo of chosen) {
  test(`the demo model builds “${demo.prompt}”, and it can be used`, async ({
    page,
    workbench,
  }) => {
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error.stack ?? error)))
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    await workbench.build(demo.prompt)
    await page.goto(workbench.url)
    await expect(page).toHaveTitle(demo.title)
    await perform(page, demo, async () => void (await page.reload()))
    expect(errors, 'errors in the console').toEqual([])
  })
}
