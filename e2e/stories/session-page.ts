import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test'

/** Limit of a run on a busy machine. */
export const runMs = 290_000

/** How long two windows may differ after a run. */
const alikeMs = 60_000

export class SessionPage {
  readonly page: Page
  readonly chat: Locator
  readonly log: Locator
  readonly composer: Locator
  readonly send: Locator
  readonly stop: Locator
  readonly queue: Locator
  readonly runState: Locator
  readonly sandboxState: Locator
  readonly frame: Locator
  readonly app: FrameLocator

  constructor(page: Page) {
    this.page = page
    this.chat = page.getByRole('region', { name: 'Chat' })
    this.log = this.chat.getByRole('log')
    this.composer = this.chat.getByRole('textbox', { name: 'Message' })
    this.send = this.chat.getByRole('button', { name: 'Send', exact: true })
    this.stop = page.getByRole('button', { name: 'Stop', exact: true })
    this.queue = page.getByRole('region', { name: 'Queue' })
    this.runState = page.getByRole('status', { name: 'Run state' })
    this.sandboxState = page.getByRole('status', { name: 'Sandbox state' })
    this.frame = page.getByTitle('Live preview')
    this.app = page.frameLocator('iframe[title="Live preview"]')
  }

  messagesFrom(name: string | RegExp): Locator {
    const of = typeof name === 'string' ? `Message from ${name}` : name
    return this.log.getByRole('article', { name: of })
  }

  get answers(): Locator {
    return this.messagesFrom('FeGG')
  }

  /** Without others' carets and the placeholder. */
  written(): Promise<string> {
    return this.composer.evaluate((element) => {
      const copy = element.cloneNode(true) as Element
      for (const caret of copy.querySelectorAll('.cm-ySelectionCaret, .cm-placeholder'))
        caret.remove()
      return copy.textContent ?? ''
    })
  }

  async say(text: string): Promise<void> {
    await this.composer.click()
    await this.page.keyboard.insertText(text)
    await expect(this.composer).toContainText(text.slice(0, 40))
    await this.send.click()
    await expect(this.log.getByText(text, { exact: true })).toBeVisible()
  }

  /** Waits for this many answers and an empty queue. */
  async settled(answers: number): Promise<void> {
    await expect(this.answers).toHaveCount(answers, { timeout: runMs })
    await expect(this.runState).toHaveText('Idle', { timeout: runMs })
  }

  themeColour(): Promise<string> {
    const button = this.app.getByRole('button', { name: 'Add', exact: true })
    return button.evaluate((element) => getComputedStyle(element).backgroundColor)
  }

  /** Waits until the next click picks an element. */
  picks(): Promise<void> {
    return expect(this.app.locator('html')).toHaveCSS('cursor', 'crosshair')
  }

  /** A reload removes the mark. */
  async mark(): Promise<void> {
    const set = () => void (document.documentElement.dataset['mark'] = 'here')
    await this.page.evaluate(set)
    await this.app.locator('html').evaluate(set)
  }

  async marks(): Promise<{ page: boolean; app: boolean }> {
    const has = () => document.documentElement.dataset['mark'] === 'here'
    return {
      page: await this.page.evaluate(has),
      app: await this.app.locator('html').evaluate(has),
    }
  }

  /** The chat's text with every step opened. */
  async story(): Promise<string[]> {
    const folded = this.answers
      .getByRole('button', { expanded: false })
      .and(this.page.locator(':not([aria-haspopup])'))
    while ((await folded.count()) > 0) await folded.first().click()
    return texts(this.log.getByRole('article'))
  }

  async activity(): Promise<string[]> {
    await this.page.getByRole('tab', { name: 'Activity' }).click()
    const pane = this.page.getByRole('region', { name: 'Activity' })
    await expect(pane.getByRole('listitem').first()).toBeVisible()
    return texts(pane.getByRole('listitem'))
  }
}

function texts(of: Locator) {
  return of.evaluateAll((elements) =>
    elements.map((element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim()),
  )
}

export async function expectAlike(
  one: SessionPage,
  other: SessionPage,
  what: 'story' | 'activity',
): Promise<void> {
  await expect(async () => expect(await one[what]()).toEqual(await other[what]())).toPass({
    timeout: alikeMs,
  })
}

export async function startBuilding(page: Page, text: string, url = '/') {
  await page.goto(url)
  await page.getByRole('textbox', { name: 'What do you want to build?' }).fill(text)
  await page.getByRole('button', { name: 'Start building' }).click()
  await page.waitForURL(/\/s\/[^/]+$/, { timeout: 60_000 })
  return new SessionPage(page)
}
