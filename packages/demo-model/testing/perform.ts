import type { FrameLocator, Locator, Page } from 'playwright-core'
import type { Action, DemoPrompt } from './prompts.ts'

/** Where an app is used: a page of its own, or the preview's frame in another one. */
export type Stage = Page | FrameLocator

/** How long anything may take to show, in milliseconds. */
const patienceMs = 5_000

/**
 * Does what a prompt's actions say. Throws at the first one that fails, naming it. `reload` loads
 * the app again.
 */
export async function perform(
  stage: Stage,
  prompt: DemoPrompt,
  reload: () => Promise<void>,
): Promise<void> {
  for (const [index, action] of prompt.actions.entries()) {
    try {
      await act(stage, action, reload)
    } catch (error) {
      const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
      throw new Error(`“${prompt.prompt}”, action ${index + 1} ${JSON.stringify(action)}: ${why}`)
    }
  }
}

async function act(stage: Stage, action: Action, reload: () => Promise<void>): Promise<void> {
  const timeout = patienceMs
  switch (action.do) {
    case 'see':
      // A field's value counts as well as text.
      return await firstOf(stage, action.text).waitFor({ state: 'visible', timeout })
    case 'miss':
      return await stage.getByText(action.text).first().waitFor({ state: 'hidden', timeout })
    case 'fill':
      return await field(stage, action.label).fill(action.text, { timeout })
    case 'press':
      return await pressable(stage, action.name).click({ timeout })
    case 'tick':
      return await tickable(stage, action.name).click({ timeout })
    case 'choose':
      await stage.getByRole('combobox', { name: action.label }).first().click({ timeout })
      return await stage
        .getByRole('option', { name: action.option, exact: true })
        .click({ timeout })
    case 'count':
      return await counted(stage, action)
    case 'token': {
      const value = await stage
        .locator('html')
        .evaluate((root, name) => getComputedStyle(root).getPropertyValue(name).trim(), action.name)
      if (value !== action.value) throw new Error(`it is ${value}`)
      return
    }
    case 'reload':
      return await reload()
  }
}

function firstOf(stage: Stage, text: string): Locator {
  const quoted = JSON.stringify(text)
  return stage
    .getByText(text)
    .or(stage.locator(`input[value=${quoted}]`))
    .filter({ visible: true })
    .first()
}

function field(stage: Stage, label: string): Locator {
  return stage
    .getByLabel(label, { exact: true })
    .or(stage.getByPlaceholder(label, { exact: true }))
    .filter({ visible: true })
    .first()
}

function pressable(stage: Stage, name: string): Locator {
  const exact = { name, exact: true }
  return stage
    .getByRole('button', exact)
    .or(stage.getByRole('tab', exact))
    .or(stage.getByRole('link', exact))
    .first()
}

function tickable(stage: Stage, name: string): Locator {
  const exact = { name, exact: true }
  return stage.getByRole('checkbox', exact).or(stage.getByRole('switch', exact)).first()
}

async function counted(stage: Stage, action: Extract<Action, { do: 'count' }>): Promise<void> {
  const begins = action.buttons.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const found = stage.getByRole('button', { name: new RegExp(`^${begins}`) })
  await found.first().waitFor({ state: 'visible', timeout: patienceMs })
  const count = await found.count()
  if (count !== action.count) throw new Error(`there are ${count}`)
}
