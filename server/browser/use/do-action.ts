import type { Locator, Page } from 'playwright-core'
import { truncate } from '../../../shared/truncate.ts'
import type { Clock } from '../../lib/clock.ts'
import type { PageAction } from '../port.ts'
import { ActionFailed } from './action-failed.ts'
import { findElement, until } from './find-element.ts'
import { routeOf } from './watch-page.ts'

const goMs = 8_000
const actMs = 3_000
const expectMs = 3_000
const shownText = 400
const shownOptions = 20

type Role = Parameters<Page['getByRole']>[0]

interface Place {
  page: Page
  origin: string
  clock: Clock
}

/** Exact names first, then names that contain it. */
function named(page: Page, roles: readonly string[], name: string): Locator[] {
  return [true, false].flatMap((exact) =>
    roles.map((role) => page.getByRole(role as Role, { name, exact })),
  )
}

async function go({ page, origin }: Place, route: string): Promise<string> {
  const path = route.startsWith('/') ? route : `/${route}`
  const answer = await page.goto(`${origin}${path}`, { waitUntil: 'load', timeout: goMs })
  const status = answer?.status() ?? 200
  if (status >= 400) throw new ActionFailed(`${path} is answered with ${status}.`)
  const there = routeOf(page.url())
  return there === path ? `At ${there}` : `At ${there}, where ${path} leads`
}

async function click({ page, clock }: Place, role: string, name: string): Promise<string> {
  const found = await findElement(page, clock, { role, name }, named(page, [role], name))
  await found.element.click({ timeout: actMs })
  return `Clicked ${role} “${name}”${found.note}`
}

async function findField({ page, clock }: Place, name: string, roles: readonly string[]) {
  const wanted = [
    page.getByLabel(name, { exact: true }),
    ...named(page, roles, name),
    page.getByPlaceholder(name),
    page.getByLabel(name),
  ]
  return findElement(page, clock, { role: 'field', name }, wanted)
}

async function type(
  place: Place,
  { name, text, enter }: Extract<PageAction, { do: 'type' }>,
): Promise<string> {
  const roles = ['textbox', 'searchbox', 'spinbutton', 'combobox']
  const { element, note } = await findField(place, name, roles)
  await element.fill(text, { timeout: actMs })
  if (enter) await element.press('Enter', { timeout: actMs })
  return `Typed “${truncate(text, 60)}” into “${name}”${enter ? ' and pressed Enter' : ''}${note}`
}

async function choose(place: Place, name: string, option: string): Promise<string> {
  const { page, clock } = place
  const { element, note } = await findField(place, name, ['combobox', 'listbox', 'radiogroup'])
  const chosen = `Chose “${option}” in “${name}”${note}`
  const kind = await element.evaluate((node) =>
    node instanceof HTMLSelectElement ? 'select' : (node.getAttribute('role') ?? node.tagName),
  )
  if (kind === 'select') {
    const labels = await element.locator('option').allTextContents()
    const label = labels.find((text) => text.trim() === option)
    if (label === undefined) {
      const there = labels.slice(0, shownOptions).map((text) => `“${text.trim()}”`)
      throw new ActionFailed(`“${name}” has no option “${option}”. It has: ${there.join(', ')}.`)
    }
    await element.selectOption({ label }, { timeout: actMs })
    return chosen
  }
  if (kind === 'radiogroup' || kind === 'FIELDSET') {
    const radios = [true, false].map((exact) => element.getByRole('radio', { name: option, exact }))
    const radio = await findElement(page, clock, { role: 'radio', name: option }, radios)
    await radio.element.click({ timeout: actMs })
    return chosen
  }
  if (kind !== 'listbox') await element.click({ timeout: actMs })
  const options = named(page, ['option', 'menuitemradio', 'menuitem'], option)
  const found = await findElement(page, clock, { role: 'option', name: option }, options)
  await found.element.click({ timeout: actMs })
  return chosen
}

/** Runs in the page: its visible text, and what its fields hold. */
function shownWords(): string {
  const fields = [...document.querySelectorAll('input, textarea, select')].map((field) =>
    field instanceof HTMLSelectElement
      ? (field.selectedOptions[0]?.text ?? '')
      : (field as HTMLInputElement).value,
  )
  return [document.body.innerText, ...fields].join('\n').slice(0, 200_000)
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

async function expectText({ page, clock }: Place, text: string, absent: boolean): Promise<string> {
  const wanted = plain(text).toLowerCase()
  let shown = ''
  const met = await until(
    clock,
    async () => {
      shown = plain(await page.evaluate(shownWords))
      return shown.toLowerCase().includes(wanted) !== absent ? true : null
    },
    expectMs,
  )
  if (met) return absent ? `“${text}” isn't shown, as expected` : `“${text}” is shown, as expected`
  if (absent) throw new ActionFailed(`“${text}” is shown, and wasn't expected.`)
  const instead =
    shown === '' ? 'The page shows no text.' : `The page shows: ${truncate(shown, shownText)}`
  throw new ActionFailed(`“${text}” isn't shown. ${instead}`)
}

async function act(place: Place, action: PageAction): Promise<string> {
  switch (action.do) {
    case 'go':
      return go(place, action.route)
    case 'click':
      return click(place, action.role, action.name)
    case 'type':
      return type(place, action)
    case 'choose':
      return choose(place, action.name, action.option)
    case 'press':
      await place.page.keyboard.press(action.key)
      return `Pressed ${action.key}`
    case 'expect':
      return expectText(place, action.text, action.absent ?? false)
  }
}

/** Playwright's messages end in a log of what it tried. */
function wordsOf(error: Error): string {
  const lines = error.message.split('\n').map((line) => line.trim())
  const cover = lines.find((line) => line.includes('intercepts pointer events'))
  if (cover) return `Something covers it: ${truncate(cover.replace(/^- /, ''), 300)}`
  if (lines.some((line) => /element is not (enabled|editable)/.test(line)))
    return "It is disabled, or can't be changed."
  if (/^(?:\w+\.)+\w+: Timeout/.test(error.message)) return "The page didn't answer in time."
  return truncate((lines[0] ?? '').replace(/^(?:\w+\.)+\w+: /, ''), 300)
}

/** What was done, in words. Throws ActionFailed. */
export async function doAction(place: Place, action: PageAction): Promise<string> {
  try {
    return await act(place, action)
  } catch (error) {
    if (error instanceof ActionFailed || !(error instanceof Error)) throw error
    if (/closed|crashed/i.test(error.message)) throw error
    throw new ActionFailed(wordsOf(error), { cause: error })
  }
}
