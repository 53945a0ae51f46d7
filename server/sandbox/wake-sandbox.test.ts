import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { newId } from '../../shared/ids.ts'
import { wakeSandbox } from './wake-sandbox.ts'

test('a sandbox that does not start is logged, and nobody waits for it', async () => {
  const errors: object[] = []
  const sessionId = newId()
  const failing = { ensure: () => Promise.reject(new Error('no machine')) }
  wakeSandbox(
    { sandboxes: failing, log: { error: (details) => void errors.push(details) } },
    sessionId,
  )
  await expect.poll(() => errors).toMatchObject([{ sessionId, err: { message: 'no machine' } }])
})

test('the server wakes a sandbox in one way: only wakeSandbox calls ensure', () => {
  const server = resolve(import.meta.dirname, '..')
  const files = globSync('**/*.ts', { cwd: server }).filter(
    (file) => !/\.test\.ts$|(^|\/)testing\//.test(file),
  )
  const callers = files.filter((file) =>
    /\.ensure\(sessionId|sandboxes[\s)]*\.ensure\(/.test(read(server, file)),
  )
  expect(callers).toEqual(['sandbox/wake-sandbox.ts'])
})

function read(folder: string, file: string) {
  return readFileSync(join(folder, file), 'utf8')
}
