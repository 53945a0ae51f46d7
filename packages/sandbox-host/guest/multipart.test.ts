import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boundaryOf, readMultipart } from './multipart.ts'

type Part = { name: string; filename: string | null; data: string }

async function read(chunks: Buffer[], boundary: string): Promise<Part[]> {
  const parts: Part[] = []
  const pieces: Buffer[] = []
  async function* body() {
    yield* chunks
  }
  await readMultipart(body(), boundary, {
    begin: async (name, filename) => void parts.push({ name, filename, data: '' }),
    data: async (chunk) => void pieces.push(Buffer.from(chunk)),
    finish: async () => {
      const last = parts.at(-1)
      if (last) last.data = Buffer.concat(pieces.splice(0)).toString('latin1')
    },
  })
  return parts
}

function cutAt(whole: Buffer, places: number[]): Buffer[] {
  const cuts = [...new Set(places.map((place) => place % whole.length))].sort((a, b) => a - b)
  return [...cuts, whole.length].map((end, at) => whole.subarray(at === 0 ? 0 : cuts[at - 1], end))
}

test('a body is read the same however it is cut into chunks', async () => {
  // The hard case: content that resembles the boundary.
  const data = fc
    .array(fc.constantFrom('\r', '\n', '-', '--', '\r\n--', '\r\n--edg', 'edge', 'x', '\0'))
    .map((pieces) => pieces.join(''))
    .filter((text) => !`\r\n${text}`.includes('\r\n--edge'))
  await fc.assert(
    fc.asyncProperty(fc.array(data), fc.array(fc.nat()), async (contents, places) => {
      const head = (at: number) =>
        `--edge\r\nContent-Disposition: form-data; name="file"; filename="${at}"\r\nContent-Type: text/plain\r\n\r\n`
      const text = contents.map((each, at) => `${head(at)}${each}\r\n`).join('')
      const parts = await read(cutAt(Buffer.from(`${text}--edge--\r\n`, 'latin1'), places), 'edge')
      expect(parts.map((part) => part.data)).toEqual(contents)
      expect(parts.map((part) => part.filename)).toEqual(contents.map((_, at) => `${at}`))
    }),
  )
})

test('what the platform’s own FormData writes is read back, odd names too', async () => {
  const form = new FormData()
  const names = ['plain.txt', 'qu"ote', 'ünï/☃.txt', 'per%20cent']
  for (const name of names) form.append('file', new Blob([`content of ${name}`]), name)
  const request = new Request('http://localhost', { method: 'POST', body: form })
  const boundary = boundaryOf(request.headers.get('content-type') ?? '') ?? ''
  const parts = await read([Buffer.from(await request.arrayBuffer())], boundary)
  expect(parts.map(({ name, filename }) => [name, filename])).toEqual(names.map((n) => ['file', n]))
})

test.each([
  ['cut off', '--edge\r\nContent-Disposition: form-data; name="file"\r\n\r\nabc'],
  ['without a part name', '--edge\r\nContent-Type: a/b\r\n\r\nabc\r\n--edge--'],
  ['with junk after a boundary', '--edge junk\r\n\r\nabc\r\n--edge--'],
  ['with an endless head', `--edge\r\n${'x'.repeat(40_000)}`],
  [
    'with a long head that ends',
    `--edge\r\nx: ${'x'.repeat(60_000)}\r\nContent-Disposition: form-data; name="file"\r\n\r\nabc\r\n--edge--`,
  ],
  ['with a boundary in the middle of a head', '--edge\r\nContent-Disposition: form-\r\n--edge--'],
  ['with a malformed head', '--edge\r\nContent-Disposition\r\n\r\nabc\r\n--edge--'],
  ['empty', ''],
])('a body %s is refused', async (_what, body) => {
  await expect(read([Buffer.from(body)], 'edge')).rejects.toMatchObject({
    code: 'invalid_argument',
  })
})

const whole = '--edge\r\nContent-Disposition: form-data; name="file"\r\n\r\nabc\r\n--edge--'

test.each(['begin', 'data', 'finish'] as const)(
  'an error of the sink at %s ends the reading, also in the middle of a body',
  async (at) => {
    const fail = () => Promise.reject(new Error(`failed at ${at}`))
    const fine = { begin: async () => {}, data: async () => {}, finish: async () => {} }
    async function* endless() {
      yield Buffer.from(whole.slice(0, -2))
      yield Buffer.from(`\r\nContent-Disposition: form-data; name="file"\r\n\r\n`)
      for (;;) yield Buffer.alloc(100_000)
    }
    async function* once() {
      yield Buffer.from(whole)
    }
    for (const body of [endless(), once()])
      await expect(readMultipart(body, 'edge', { ...fine, [at]: fail })).rejects.toThrow(
        `failed at ${at}`,
      )
  },
)

test('a file that is cut off is not finished', async () => {
  const parts: string[] = []
  const sink = {
    begin: async () => void parts.push('begin'),
    data: async () => void parts.push('data'),
    finish: async () => void parts.push('finish'),
  }
  async function* body() {
    yield Buffer.from(whole.slice(0, -10))
  }
  await expect(readMultipart(body(), 'edge', sink)).rejects.toThrow('cut off')
  expect(parts).not.toContain('finish')
})

test('a slow sink makes the body wait', async () => {
  let read = 0
  let taken = 0
  async function* body() {
    yield Buffer.from(whole.slice(0, -13))
    for (; read < 200; read++) {
      expect(read - taken).toBeLessThan(20)
      yield Buffer.alloc(16_384, 'x')
    }
    yield Buffer.from('\r\n--edge--')
  }
  await readMultipart(body(), 'edge', {
    begin: async () => {},
    data: async (chunk) => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      taken += chunk.length / 16_384
    },
    finish: async () => {},
  })
  expect(taken).toBe(200)
})

test.each([0, 4, 8, 12, 14, 15])(
  'rule 18.5: a form whose file is refused between two pieces, after %d of them, ends with the refusal',
  async (before) => {
    const head = '--edge\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    const arrived = Promise.withResolvers<void>()
    // Seen failing: a piece that came after the refusal was never taken, and the upload hung.
    async function* body() {
      yield Buffer.from(head)
      for (let piece = 0; piece < before; piece++) yield Buffer.alloc(4_000)
      arrived.resolve()
      await setImmediate()
      for (let piece = 0; piece < 20; piece++) yield Buffer.alloc(64 * 1024)
    }
    const refused = readMultipart(body(), 'edge', {
      async begin() {
        await arrived.promise
        throw new Error('refused')
      },
      data: async () => undefined,
      finish: async () => undefined,
    })
    await expect(refused).rejects.toThrow('refused')
  },
)
