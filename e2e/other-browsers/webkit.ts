import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Builder, By, Capabilities, Key, type WebElement } from 'selenium-webdriver'
import { ServiceBuilder } from 'selenium-webdriver/safari.js'
import { type Driver, type Place, windowSize } from './driver.ts'

export async function startWebKit(path: string): Promise<Driver> {
  await using held = new AsyncDisposableStack()
  const display = await openDisplay()
  held.defer(() => void display.stop())
  // Safari's builder starts any driver that takes --port.
  const service = new ServiceBuilder(path)
    .setEnvironment({
      ...(process.env as Record<string, string>),
      ...display.env,
      // No GPU here, and the browser's sandbox fails as root or in another sandbox.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
      WEBKIT_DISABLE_COMPOSITING_MODE: '1',
      WEBKIT_DISABLE_DMABUF_RENDERER: '1',
    })
    .build()
  held.defer(() => service.kill())
  const browser = await new Builder()
    .usingServer(await service.start())
    .withCapabilities(new Capabilities().setBrowserName('MiniBrowser'))
    .build()
  held.defer(() => browser.quit())
  await browser.manage().window().setRect(windowSize)
  const enter = async (place: Place) => {
    await browser.switchTo().defaultContent()
    if (place === 'preview')
      await browser.switchTo().frame(browser.findElement(By.css('iframe[title="Live preview"]')))
  }
  const whole = held.move()
  return {
    goto: (url) => browser.get(url),
    async run(place, script, ...args) {
      await enter(place)
      return browser.executeScript(script, ...args)
    },
    async find(place, script, ...args) {
      await enter(place)
      const element = await browser.executeScript<WebElement | null>(script, ...args)
      return (
        element && { click: () => browser.actions().move({ origin: element }).click().perform() }
      )
    },
    async type(place, text) {
      await enter(place)
      await browser.actions().sendKeys(text.replaceAll('\n', Key.ENTER)).perform()
    },
    async screenshot() {
      await enter('page')
      return Buffer.from(await browser.takeScreenshot(), 'base64')
    },
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  }
}

/** Xvfb picks a free number and prints it. */
async function openDisplay() {
  if (process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
    return { env: {}, stop: () => undefined }
  const args = ['-displayfd', '1', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp']
  const xvfb = spawn('Xvfb', args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = once(xvfb, 'exit').then(() => {
    throw new Error('Xvfb ended: WebKit needs a display, or a working Xvfb')
  })
  const [number] = await Promise.race([once(xvfb.stdout, 'data'), ended])
  ended.catch(() => undefined)
  return {
    env: { DISPLAY: `:${String(number).trim()}`, GDK_BACKEND: 'x11' },
    stop: () => xvfb.kill(),
  }
}
