import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import WebSocket from 'ws'
import { z } from 'zod'
import { clickActions, type Driver, keyActions, type Place } from './driver.ts'
import { freePort, startProgram } from './program.ts'
import { until } from './until.ts'

const Answer = z.object({
  id: z.number().optional(),
  type: z.string(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.string().optional(),
  message: z.string().optional(),
})
type Frame = { context: string; children?: Frame[] | null | undefined }
const Frame: z.ZodType<Frame> = z.object({
  context: z.string(),
  get children() {
    return z.array(Frame).nullish()
  },
})
const Tree = z.object({ contexts: z.array(Frame).min(1) })
const Picture = z.object({ data: z.string() })
const Evaluated = z.object({
  type: z.string(),
  result: z
    .looseObject({ type: z.string(), value: z.unknown(), sharedId: z.string().optional() })
    .optional(),
  exceptionDetails: z.object({ text: z.string() }).optional(),
})

/** Commands of WebDriver BiDi over one socket (w3c.github.io/webdriver-bidi). */
async function connect(url: string) {
  const socket = new WebSocket(url)
  await once(socket, 'open')
  const waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>()
  let last = 0
  socket.on('message', (data) => {
    const answer = Answer.parse(JSON.parse(String(data)))
    if (answer.id === undefined) return
    const asked = waiting.get(answer.id)
    waiting.delete(answer.id)
    if (answer.type === 'success') asked?.resolve(answer.result ?? {})
    else asked?.reject(new Error(`${answer.error}: ${answer.message}`))
  })
  socket.on('close', () => {
    for (const asked of waiting.values()) asked.reject(new Error('the browser hung up'))
  })
  return {
    send(method: string, params: object): Promise<Record<string, unknown>> {
      const id = ++last
      const asked = Promise.withResolvers<Record<string, unknown>>()
      waiting.set(id, asked)
      socket.send(JSON.stringify({ id, method, params }))
      return asked.promise
    },
    close: () => socket.close(),
  }
}

/** Firefox without a window, driven by WebDriver BiDi, which it speaks by itself. */
export async function startFirefox(path: string): Promise<Driver> {
  const profile = await mkdtemp(join(tmpdir(), 'fegg-firefox-'))
  const port = await freePort()
  const args = ['--headless', '--no-remote', '--profile', profile]
  const firefox = startProgram(path, [...args, `--remote-debugging-port=${port}`, 'about:blank'])
  const bidi = await until('Firefox’s socket', () => connect(`ws://127.0.0.1:${port}/session`))
  const { send } = bidi
  await send('session.new', { capabilities: {} })
  const tree = async () => Tree.parse(await send('browsingContext.getTree', {})).contexts[0]
  const page = (await tree())?.context
  const contextOf = async (place: Place) => {
    if (place === 'page') return page
    const child = (await tree())?.children?.[0]
    if (!child) throw new Error('there is no frame')
    return child.context
  }
  await send('browsingContext.setViewport', {
    context: page,
    viewport: { width: 1440, height: 900 },
  })
  const act = async (place: Place, actions: unknown) =>
    void (await send('input.performActions', { context: await contextOf(place), actions }))
  return {
    name: 'Firefox',
    async goto(url) {
      await send('browsingContext.navigate', { context: page, url, wait: 'complete' })
    },
    async run(place, source, ...given) {
      const answer = Evaluated.parse(
        await send('script.callFunction', {
          functionDeclaration: `(...args) => { const value = (${source})(...JSON.parse(args[0])); return value instanceof Element ? value : JSON.stringify(value) ?? 'null' }`,
          arguments: [{ type: 'string', value: JSON.stringify(given) }],
          target: { context: await contextOf(place) },
          awaitPromise: true,
        }),
      )
      if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.text)
      const { sharedId, value } = answer.result ?? {}
      if (sharedId !== undefined) return { sharedId }
      return typeof value === 'string' ? JSON.parse(value) : null
    },
    click: (place, element) => act(place, clickActions({ type: 'element', element })),
    type: (place, text) => act(place, keyActions(text)),
    async picture() {
      const { data } = Picture.parse(
        await send('browsingContext.captureScreenshot', { context: page }),
      )
      return Buffer.from(data, 'base64')
    },
    async [Symbol.asyncDispose]() {
      bidi.close()
      await firefox[Symbol.asyncDispose]()
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
