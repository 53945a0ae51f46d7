import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseFields, stringMapOf, stringsOf } from '../../../packages/sandbox-host/guest/decode.ts'
import { boundaryOf, readMultipart } from '../../../packages/sandbox-host/guest/multipart.ts'
import { confinedPaths, plainPaths } from '../../../packages/sandbox-host/guest/paths.ts'
import { signatureOf } from '../../../packages/sandbox-host/api/signature.ts'
import type { Family } from './cpu-growth.ts'

const door = 'sandbox host'
/** An error is an answer too. */
async function quietly(work: () => unknown): Promise<void> {
  try {
    await work()
  } catch {}
}

function textFamily(
  name: string,
  unit: string,
  size: number,
  read: (text: string) => unknown,
): Family {
  return {
    door,
    name: `${name}: ${JSON.stringify(unit)}`,
    size,
    prepare: (length) => {
      const text = unit.repeat(Math.ceil(length / unit.length))
      return { bytes: text.length, work: () => quietly(() => read(text)) }
    },
  }
}

async function upload(text: string): Promise<void> {
  async function* body() {
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; at += 64_000) yield bytes.subarray(at, at + 64_000)
  }
  const nothing = async () => {}
  await readMultipart(body(), 'edge', { begin: nothing, data: nothing, finish: nothing })
}

export async function daemonFamilies(): Promise<Family[]> {
  const home = await mkdtemp(join(tmpdir(), 'fegg-doors-'))
  const part = '--edge\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
  const url = (text: string) => new URL(`http://sandbox/files?signature=v1_a&path=${text}`)
  return [
    ...['[', '{"a":', '{"a":1},', '"\\u0000",', ' '].map((unit) =>
      textFamily('a message', unit, 100_000, (text) => parseFields(text)),
    ),
    textFamily('a list of arguments', '"a",', 100_000, (text) =>
      stringsOf(parseFields(`{"args":[${text}"a"]}`), 'args'),
    ),
    {
      door,
      name: 'variables of a command',
      size: 5_000,
      prepare: (size) => {
        const text = JSON.stringify({
          envs: Object.fromEntries(Array.from({ length: size }, (_, at) => [`A${at}`, 'b'])),
        })
        return { bytes: text.length, work: () => stringMapOf(parseFields(text), 'envs') }
      },
    },
    ...['../', './', '/', 'a/../', '~/'].map((unit) =>
      textFamily('a path', unit, 50_000, (text) => confinedPaths.resolve(`/a/${text}`)),
    ),
    ...['a/', '../', 'aa/'].map((unit) =>
      textFamily('a path without confinement', unit, 450, (text) =>
        plainPaths(home).resolve(`/home/user/${text}`),
      ),
    ),
    ...['\r\n--edg', '\r\n--edge', '\r', '--', '\r\n--edge\r\n\r\n', `\r\n${part}`].map((unit) =>
      textFamily('an upload', unit, 50_000, (text) => upload(`${part}${text}\r\n--edge--\r\n`)),
    ),
    ...['boundary=', ';', ' ', 'boundary="'].map((unit) =>
      textFamily('the type of an upload', unit, 50_000, (text) =>
        boundaryOf(`multipart/form-data;${text}`),
      ),
    ),
    ...['a', '%25', '&path=', ':'].map((unit) =>
      textFamily('a signed address', unit, 50_000, (text) =>
        signatureOf(url(text), 'GET', 'token', 0),
      ),
    ),
  ]
}
