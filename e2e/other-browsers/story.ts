import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import type { Driver, Place } from './driver.ts'

/** A step may be a whole run on a busy machine. */
const patienceMs = 240_000

/** Throws after the limit. */
async function until<T>(what: string, ask: () => Promise<T | null | undefined | false>) {
  const end = Date.now() + patienceMs
  let last: unknown = 'nothing'
  while (Date.now() < end) {
    try {
      const found = await ask()
      if (found) return found
    } catch (error) {
      last = error
    }
    await pause(150)
  }
  throw new Error(`never came: ${what} (${String(last)})`)
}

/** Runs in the page. Ignores covered elements. */
function findVisible(selector: string, name: string): Element | null {
  const found = [...document.querySelectorAll(selector)].find((element) => {
    const label = element.getAttribute('aria-label') ?? element.textContent ?? ''
    if (!label.includes(name)) return false
    element.scrollIntoView({ block: 'nearest' })
    const { left, top, width, height } = element.getBoundingClientRect()
    if (width === 0 || height === 0) return false
    return element.contains(document.elementFromPoint(left + width / 2, top + height / 2))
  })
  return found ?? null
}

function readText(selector: string): string {
  return [...document.querySelectorAll(selector)].map((element) => element.textContent).join('\n')
}

/** Runs in the page. */
function readColor(): string | null {
  const button = document.querySelector('button[type="submit"]')
  return button && getComputedStyle(button).backgroundColor
}

function find(driver: Driver, place: Place, selector: string, name: string) {
  return until(`${selector} “${name}” in the ${place}`, () =>
    driver.find(place, findVisible, selector, name),
  )
}

/** Retries if the element is rendered anew between search and click. */
function press(driver: Driver, place: Place, selector: string, name = '') {
  return until(`a click on ${selector} “${name}” in the ${place}`, async () => {
    const found = await driver.find(place, findVisible, selector, name)
    await found?.click()
    return found
  })
}

function settled(driver: Driver, answers: number) {
  return until(`${answers} answers and an idle run state`, async () => {
    const count = await driver.run(
      'page',
      (selector: string) => document.querySelectorAll(selector).length,
      'article[aria-label="Message from FeGG"]',
    )
    const state = await driver.run('page', readText, '[role="status"][aria-label="Run state"]')
    return count === answers && state === 'Idle'
  })
}

async function addItem(driver: Driver, item: string) {
  await press(driver, 'preview', 'input', 'New')
  await driver.type('preview', item)
  await press(driver, 'preview', 'button[role="combobox"]')
  await press(driver, 'preview', '[role="option"]', 'High')
  await press(driver, 'preview', 'button[type="submit"]', 'Add')
  await until(`${item} in the list`, async () =>
    (await driver.run('preview', readText, 'li')).includes(item),
  )
}

/** Waits for the new page: the old one stays for a while. */
async function reload(driver: Driver) {
  await driver.run('page', () => {
    document.documentElement.dataset['old'] = ''
    location.reload()
  })
  await until('the new page', () =>
    driver.run(
      'page',
      () => document.body !== null && document.documentElement.dataset['old'] === undefined,
    ),
  )
}

export async function tellMainStory(driver: Driver, url: string) {
  await driver.goto(url)
  await press(driver, 'page', 'textarea', 'What do you want to build?')
  await driver.type('page', 'a to-do app called Errands with priorities')
  await press(driver, 'page', 'button[type="submit"]', 'Start building')
  await settled(driver, 1)
  await find(driver, 'preview', 'h1', 'Errands')
  await addItem(driver, 'Return the library books')

  const chat = await driver.run('page', readText, 'article')
  await reload(driver)
  await settled(driver, 1)
  assert.equal(await driver.run('page', readText, 'article'), chat)
  await find(driver, 'preview', 'h1', 'Errands')
  await find(driver, 'preview', 'li', 'Return the library books')

  const before = await until('a color', () => driver.run('preview', readColor))
  const composer = '[aria-label="Message"]'
  await press(driver, 'page', composer)
  await until('the focus', () =>
    driver.run(
      'page',
      (selector: string) => document.activeElement?.matches(selector) ?? false,
      composer,
    ),
  )
  await driver.type('page', 'make it green')
  await until('the words in the composer', async () =>
    (await driver.run('page', readText, composer)).includes('make it green'),
  )
  await driver.type('page', '\n')
  await settled(driver, 2)
  await until('another color', async () => (await driver.run('preview', readColor)) !== before)
  await find(driver, 'preview', 'li', 'Return the library books')
}
