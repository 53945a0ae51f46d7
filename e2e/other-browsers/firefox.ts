import puppeteer, { type Frame } from 'puppeteer-core'
import { type Driver, type Place, windowSize } from './driver.ts'

/** Puppeteer speaks BiDi itself. Selenium needs geckodriver, which neither Debian nor npm ships. */
export async function startFirefox(executablePath: string): Promise<Driver> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    defaultViewport: windowSize,
    timeout: 90_000,
  })
  const page = await browser.newPage()
  const frameOf = (place: Place): Frame => {
    const frame = place === 'page' ? page.mainFrame() : page.mainFrame().childFrames()[0]
    if (!frame) throw new Error('the page has no frame')
    return frame
  }
  return {
    goto: async (url) => void (await page.goto(url, { timeout: 90_000 })),
    async run(place, script, ...args) {
      return frameOf(place).evaluate(script, ...args)
    },
    async find(place, script, ...args) {
      const handle = await frameOf(place).evaluateHandle(script, ...args)
      return handle.asElement()
    },
    type: (_place, text) => page.keyboard.type(text),
    screenshot: () => page.screenshot(),
    [Symbol.asyncDispose]: () => browser.close(),
  }
}
