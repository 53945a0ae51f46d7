import assert from 'node:assert/strict'
import { z } from 'zod'
import type { Driver, Handle, Place } from './driver.ts'
import { until } from './until.ts'

const Handle = z.record(z.string(), z.string())

/**
 * Finds, in the page's own script, what is seen under a selector by its accessible name or text. What something else lies over,
 * or what takes no clicks yet, isn't found.
 */
const finder = `(selector, name) => [...document.querySelectorAll(selector)].find((element) => {
  const said = element.getAttribute('aria-label') ?? element.textContent ?? ''
  if (!said.includes(name)) return false
  element.scrollIntoView({ block: 'nearest' })
  const { left, top, width, height } = element.getBoundingClientRect()
  if (width === 0 || height === 0) return false
  return element.contains(document.elementFromPoint(left + width / 2, top + height / 2))
}) ?? null`

function find(driver: Driver, place: Place, selector: string, name = ''): Promise<Handle> {
  return until(`${selector} “${name}” in the ${place}`, async () => {
    const found = await driver.run(place, finder, selector, name)
    return Handle.safeParse(found).data ?? null
  })
}

/** Clicks it; finds it again where it was drawn anew between the look and the click. */
function press(driver: Driver, place: Place, selector: string, name = ''): Promise<true> {
  return until(`a click on ${selector} “${name}” in the ${place}`, async () => {
    await driver.click(place, await find(driver, place, selector, name))
    return true
  })
}

async function textOf(driver: Driver, place: Place, selector: string): Promise<string> {
  return z
    .string()
    .parse(
      await driver.run(
        place,
        `(selector) => [...document.querySelectorAll(selector)].map((e) => e.textContent).join('\\n')`,
        selector,
      ),
    )
}

function settled(driver: Driver, answers: number) {
  return until(`${answers} answers and nothing under way`, async () => {
    const count = await driver.run(
      'page',
      `() => document.querySelectorAll('article[aria-label="Message from FeGG"]').length`,
    )
    const state = await textOf(driver, 'page', '[role="status"][aria-label="Run state"]')
    return count === answers && state === 'Idle'
  })
}

async function addItem(driver: Driver, item: string) {
  await press(driver, 'preview', 'input', 'New')
  await driver.type('preview', item)
  await press(driver, 'preview', 'button[role="combobox"]')
  await press(driver, 'preview', '[role="option"]', 'High')
  await press(driver, 'preview', 'button[type="submit"]', 'Add')
  await until(`${item} in the list`, async () => {
    const list = await textOf(driver, 'preview', 'li')
    return list.includes(item)
  })
}

/** Resolves in the new page: the old one is still there for a while, and as settled as ever. */
async function reload(driver: Driver) {
  await driver.run('page', `() => { document.documentElement.dataset.old = ''; location.reload() }`)
  const isNew = `() => document.body !== null && document.documentElement.dataset.old === undefined`
  await until('the page anew', () => driver.run('page', isNew))
}

/** The main job in any browser: ask, watch, use, reload, change. */
export async function tellMainStory(driver: Driver, url: string) {
  await driver.goto(url)
  await press(driver, 'page', 'textarea', 'What do you want to build?')
  await driver.type('page', 'a to-do app called Errands with priorities')
  await press(driver, 'page', 'button[type="submit"]', 'Start building')
  await settled(driver, 1)
  await find(driver, 'preview', 'h1', 'Errands')
  await addItem(driver, 'Return the library books')

  const chat = await textOf(driver, 'page', 'article')
  await reload(driver)
  await settled(driver, 1)
  assert.equal(await textOf(driver, 'page', 'article'), chat)
  await find(driver, 'preview', 'h1', 'Errands')
  await find(driver, 'preview', 'li', 'Return the library books')

  const look = `() => getComputedStyle(document.querySelector('button[type="submit"]')).backgroundColor`
  const before = await until('its colour', () => driver.run('preview', look))
  const composer = '[aria-label="Message"]'
  await press(driver, 'page', composer)
  const isFocused = '(selector) => document.activeElement?.matches(selector)'
  await until('the focus', () => driver.run('page', isFocused, composer))
  await driver.type('page', 'make it green')
  await until('the words in the composer', async () =>
    (await textOf(driver, 'page', composer)).includes('make it green'),
  )
  await driver.type('page', '\n')
  await settled(driver, 2)
  await until('another colour', async () => (await driver.run('preview', look)) !== before)
  await find(driver, 'preview', 'li', 'Return the library books')
}
