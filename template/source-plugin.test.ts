import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RunningApp } from './testing/running-app.ts'

let app: RunningApp
beforeAll(async () => {
  app = await RunningApp.start()
})
afterAll(() => app?.[Symbol.asyncDispose]())

async function get(file: string) {
  const reply = await fetch(new URL(file, app.base))
  expect(reply.status).toBe(200)
  return reply.text()
}

async function builtFiles() {
  const folder = path.join(app.folder, 'dist')
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return Promise.all(files.map((file) => readFile(path.join(file.parentPath, file.name), 'latin1')))
}

test('rule 47.7: while people build, each element’s place goes with its props to the bridge, and nothing is added to the page', async () => {
  const code = await get('/src/App.tsx')
  const source = await readFile(path.join(app.folder, 'src/App.tsx'))
  const hash = createHash('sha256').update(source).digest('hex')
  expect(code).toContain(`_jsxFileName = "src/App.tsx?${hash}"`)
  const runtime = /"([^"]*react_jsx-dev-runtime\.js[^"]*)"/.exec(code)?.[1]
  expect(await get(runtime ?? '/')).toContain(
    'globalThis[Symbol.for("fegg.sources")]?.set(config, source)',
  )
  // the file's other lines and columns stay as they were, so messages of errors do too
  expect(code.split('\n').filter((line) => line.includes(hash))).toHaveLength(1)
  await app.write('src/App.tsx', `${source.toString()}// more\n`)
  await expect.poll(() => get('/src/App.tsx')).not.toContain(hash)
  await app.write('src/App.tsx', source.toString())
})

test('rule 47.7: what is published has none of it', async () => {
  const { code, output } = await app.runScript('build')
  expect(code, output).toBe(0)
  const files = await builtFiles()
  expect(files.length).toBeGreaterThan(1)
  const told = /fegg|_jsxFileName|src\/App\.tsx/
  expect(files.flatMap((file) => told.exec(file)?.[0] ?? [])).toEqual([])
})
