import type { startAppServer } from '../app-server.ts'
import type { Family } from './cpu-growth.ts'

type App = Awaited<ReturnType<typeof startAppServer>>

function nested(open: string, close: string, depth: number): string {
  return open.repeat(depth) + close.repeat(depth)
}

/** Bodies of a call, as JSON texts. */
const bodies: Record<string, (size: number) => string> = {
  'nested lists': (size) => nested('[', ']', size / 2),
  'nested objects': (size) => `${nested('{"a":', '', size / 6)}0${nested('', '}', size / 6)}`,
  'a field with nested lists': (size) => `{"sessionId":${nested('[', ']', size / 2)}}`,
  'open lists': (size) => '['.repeat(size),
  'the same key': (size) => `{${'"a":1,'.repeat(size / 6)}"a":1}`,
  ancestors: (size) => `{${'"__proto__":{},'.repeat(size / 15)}"a":1}`,
  'a long text': (size) => `{"text":"${'a'.repeat(size)}"}`,
  'escaped text': (size) => `{"text":"${'\\u0000'.repeat(size / 6)}"}`,
  'long numbers': (size) => `[${'1'.repeat(size)}]`,
  spaces: (size) => `{${' '.repeat(size)}}`,
}

/** Whole calls over HTTP, with what the client in this process takes of it. */
export function callFamilies(app: App, cookie: string): Family[] {
  return Object.entries(bodies).map(([name, make]) => ({
    door: 'a call over HTTP',
    name,
    size: 100_000,
    prepare: (size: number) => {
      const body = make(size)
      const headers = { 'content-type': 'application/json', origin: app.url, cookie }
      return {
        bytes: body.length,
        work: async () => {
          const url = `${app.url}/trpc/messages.send`
          const response = await fetch(url, { method: 'POST', headers, body })
          await response.arrayBuffer()
          if (response.status >= 500 || response.status === 413)
            throw new Error(`a body of ${name} was answered with ${response.status}`)
        },
      }
    },
  }))
}
