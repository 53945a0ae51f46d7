import { startMs, startServer } from '../support/server.ts'
import { test } from '../support/test.ts'
import { type HeldModel, startHeldModel } from './held-model.ts'

/** For stories that decide when a run ends. */
export const heldTest = test.extend<object, { model: HeldModel }>({
  model: [
    async ({ browserName: _ }, use) => {
      await using model = await startHeldModel()
      await use(model)
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ model }, use) => {
      await using server = await startServer({ env: model.env })
      await use(server)
    },
    { scope: 'worker', timeout: startMs },
  ],
})
