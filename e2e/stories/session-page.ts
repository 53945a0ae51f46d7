import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test'

/** How long a whole run may take on a machine that is busy with other things, in milliseconds. */
export const runMs = 180_000

/** How long two windows may take to show the same once nothing runs any more, in milliseconds. */
const alikeMs = 15_000

/** A session's screen, by the names that people and screen readers know its parts by. */
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
  /** What the app that is being built shows. */
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

  /** The messages of one author, oldest first. */
  messagesFrom(name: string | RegExp): Locator {
    const of = typeof name === 'string' ? `Message from ${name}` : name
    return this.log.getByRole('article', { name: of })
  }

  get answers(): Locator {
    return this.messagesFrom('FeGG')
  }

  /** What stands in the composer, without the others' carets. */
  written(): Promise<string> {
    return this.composer.evaluate((element) => {
      const copy = element.cloneNode(true) as Element
      for (const caret of copy.querySelectorAll('.cm-ySelectionCaret')) caret.remove()
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

  /** Waits until as many answers as this stand in the chat and nothing runs or waits any more. */
  async settled(answers: number): Promise<void> {
    await expect(this.answers).toHaveCount(answers, { timeout: runMs })
    await expect(this.runState).toHaveText('Idle', { timeout: runMs })
  }

  /** The colour of the app's first filled button. */
  themeColour(): Promise<string> {
    const button = this.app.getByRole('button', { name: 'Add', exact: true })
    return button.evaluate((element) => getComputedStyle(element).backgroundColor)
  }

  /** Waits until the app's page takes the next click for the choice of an element. */
  picks(): Promise<void> {
    return expect(this.app.locator('html')).toHaveCSS('cursor', 'crosshair')
  }

  /** Marks the page and the app in it: a load of either loses its mark. */
  async mark(): Promise<void> {
    const set = () => void (document.documentElement.dataset['mark'] = 'here')
    await this.page.evaluate(set)
    await this.app.locator('html').evaluate(set)
  }

  /** Which marks are left. */
  async marks(): Promise<{ page: boolean; app: boolean }> {
    const has = () => document.documentElement.dataset['mark'] === 'here'
    return {
      page: await this.page.evaluate(has),
      app: await this.app.locator('html').evaluate(has),
    }
  }

  /** Everything that the chat says, every step opened: what must be the same for everybody who looks. */
  async story(): Promise<string[]> {
    const folded = this.answers.getByRole('button', { expanded: false })
    while ((await folded.count()) > 0) await folded.first().click()
    return texts(this.log.getByRole('article'))
  }

  /** Everything that the Activity pane lists, newest first. Leaves that pane open. */
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

/**
 * Waits until two windows tell the same of their session: what one is shown comes to the other on a line of its own.
 * Leaves the Activity pane open where that is compared.
 */
export async function expectAlike(
  one: SessionPage,
  other: SessionPage,
  what: 'story' | 'activity',
): Promise<void> {
  await expect(async () => expect(await one[what]()).toEqual(await other[what]())).toPass({
    timeout: alikeMs,
  })
}

/** As a stranger on the start page: says what is wanted, and lands in the session. */
export async function startBuilding(page: Page, text: string, url = '/') {
  await page.goto(url)
  await page.getByRole('textbox', { name: 'What do you want to build?' }).fill(text)
  await page.getByRole('button', { name: 'Start building' }).click()
  await page.waitForURL(/\/s\/[^/]+$/, { timeout: 60_000 })
  return new SessionPage(page)
}
