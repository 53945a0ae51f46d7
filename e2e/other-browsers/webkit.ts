import { z } from 'zod'
import { clickActions, type Driver, keyActions, type Place } from './driver.ts'
import { findProgram, freePort, startProgram } from './program.ts'
import { until } from './until.ts'

const Answer = z.object({ value: z.unknown() })
const Failure = z.object({ error: z.string(), message: z.string() })
const Session = z.object({ sessionId: z.string() })
const Element = z.record(z.string(), z.string())

/** Commands of WebDriver over HTTP (w3.org/TR/webdriver2). */
function client(base: string) {
  return async (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => {
    const response = await fetch(`${base}${path}`, {
      method,
      ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
    })
    const { value } = Answer.parse(await response.json())
    if (!response.ok) {
      const failure = Failure.safeParse(value).data
      throw new Error(`${path}: ${failure?.error ?? response.status}: ${failure?.message ?? ''}`)
    }
    return value
  }
}

/** The display that is there, else an Xvfb of its own, which picks a free number and says which. */
async function openDisplay() {
  if (process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']) return null
  const xvfb = findProgram('Xvfb')
  if (!xvfb) throw new Error('there is no display, and Xvfb is not installed')
  const args = ['-displayfd', '1', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp']
  const program = startProgram(xvfb, args)
  const number = await until('Xvfb', async () => /^\d+$/m.exec(program.output())?.[0], 30_000)
  return Object.assign(program, { env: { DISPLAY: `:${number}`, GDK_BACKEND: 'x11' } })
}

/** WebKitGTK's small browser, driven by WebKitWebDriver. */
export async function startWebKit(path: string): Promise<Driver> {
  const display = await openDisplay()
  const port = await freePort()
  const driver = startProgram(path, [`--port=${port}`], {
    ...display?.env,
    // No GPU is here, and the browser's own sandbox refuses to start as root or within another one.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
    WEBKIT_DISABLE_COMPOSITING_MODE: '1',
    WEBKIT_DISABLE_DMABUF_RENDERER: '1',
  })
  const call = client(`http://127.0.0.1:${port}`)
  const end = async () => {
    await driver[Symbol.asyncDispose]()
    await display?.[Symbol.asyncDispose]()
  }
  try {
    await until('WebKitWebDriver', () => call('GET', '/status'), 30_000)
    const opened = Session.parse(await call('POST', '/session', { capabilities: {} }))
    const at = `/session/${opened.sessionId}`
    await call('POST', `${at}/window/rect`, { width: 1440, height: 900 })
    const enter = async (place: Place) => {
      await call('POST', `${at}/frame`, { id: null })
      if (place === 'page') return
      const frame = Element.parse(
        await call('POST', `${at}/element`, {
          using: 'css selector',
          value: 'iframe[title="Live preview"]',
        }),
      )
      await call('POST', `${at}/frame`, { id: frame })
    }
    const act = async (place: Place, actions: object) => {
      await enter(place)
      await call('POST', `${at}/actions`, { actions })
    }
    return {
      name: 'WebKit',
      goto: async (url) => void (await call('POST', `${at}/url`, { url })),
      async run(place, source, ...args) {
        await enter(place)
        const script = `return (${source})(...arguments)`
        return call('POST', `${at}/execute/sync`, { script, args })
      },
      click: (place, handle) => act(place, clickActions(handle)),
      type: (place, text) => act(place, keyActions(text)),
      async picture() {
        await enter('page')
        return Buffer.from(z.string().parse(await call('GET', `${at}/screenshot`)), 'base64')
      },
      async [Symbol.asyncDispose]() {
        await call('DELETE', at).catch(() => undefined)
        await end()
      },
    }
  } catch (error) {
    const words = `${String(error)}\n${driver.output()}${display?.output() ?? ''}`
    await end()
    throw new Error(words, { cause: error })
  }
}
