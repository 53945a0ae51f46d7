import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { devCommand } from '../server/sandbox/dev-server.ts'
import { buildE2bTemplate } from './e2b-build.ts'

interface Asked {
  method: string
  url: string
  key: string | undefined
  body: Buffer
}

/** A fake of E2B's build API: builds succeed at once, or fail with `fails`. */
async function startBuilder(fails?: string) {
  const asked: Asked[] = []
  const server = http.createServer(async (request, response) => {
    const { method = '', url = '' } = request
    const key = request.headers['x-api-key']
    asked.push({ method, url, key: String(key ?? ''), body: await buffer(request) })
    const own = `http://${request.headers.host}`
    const names = { templateID: 'tmpl', buildID: 'bld' }
    const answers: Array<[RegExp, object]> = [
      [/^PUT /, {}],
      [/^POST \/v3\/templates$/, { ...names, aliases: [], names: [], public: false, tags: [] }],
      [/\/files\//, { present: false, url: `${own}/upload` }],
      [
        /\/status/,
        {
          ...names,
          logEntries: [],
          logs: [],
          status: fails === undefined ? 'ready' : 'error',
          ...(fails !== undefined && { reason: { message: fails } }),
        },
      ],
      [/^POST /, {}],
    ]
    const found = answers.find(([pattern]) => pattern.test(`${method} ${url}`))
    const code =
      found === undefined ? 404 : method === 'POST' ? 202 : url.includes('/files/') ? 201 : 200
    response.writeHead(code, { 'content-type': 'application/json' })
    response.end(JSON.stringify(found?.[1] ?? { code: 404, message: 'not found' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const settings = {
    name: 'my-fegg',
    apiKey: 'e2b_0123456789abcdef0123456789abcdef01234567',
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    onLog: () => undefined,
  }
  return { asked, build: () => buildE2bTemplate(settings), settings }
}

test('the template for E2B has Node, Bun and the app, and the dev server that the server looks for runs in it', async () => {
  const { asked, build, settings } = await startBuilder()
  await build()
  expect(new Set(asked.filter(({ method }) => method !== 'PUT').map(({ key }) => key))).toEqual(
    new Set([settings.apiKey]),
  )
  const request = asked.find(({ url }) => url === '/v3/templates')
  expect(JSON.parse(String(request?.body))).toMatchObject({ name: 'my-fegg', memoryMB: 2_048 })
  const trigger = asked.find(({ url }) => url === '/v2/templates/tmpl/builds/bld')
  const built = JSON.parse(String(trigger?.body))
  expect(built).toMatchObject({ fromImage: 'node:24-bookworm', startCmd: devCommand })
  expect(built.readyCmd).toContain('http://127.0.0.1:5173/')
  const steps = JSON.stringify(built.steps)
  expect(steps).toMatch(/bun@\d+\.\d+\.\d+/)
  expect(steps).toContain('bun install --frozen-lockfile')
  // the last values set apply to the start command
  const last = (type: string) =>
    built.steps.findLast((step: { type: string }) => step.type === type)?.args[0]
  expect(last('WORKDIR')).toBe('/home/user/app')
  expect(last('USER')).toBe('user')
})

test('what is uploaded is the app, and nothing that was made on this machine', async () => {
  const { asked, build } = await startBuilder()
  await build()
  const upload = asked.find(({ method }) => method === 'PUT')
  const folder = await mkdtemp(path.join(tmpdir(), 'fegg-e2b-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const archive = path.join(folder, 'app.tar.gz')
  await writeFile(archive, upload?.body ?? '')
  const { stdout } = await promisify(execFile)('tar', ['-tzf', archive])
  const names = stdout.split('\n')
  for (const name of ['package.json', 'bun.lock', '.fegg/dev.ts', 'src/components/ui/button.tsx'])
    expect(names).toContain(`app/${name}`)
  expect(names.filter((name) => /node_modules|\.cache|vendor/.test(name))).toEqual([])
})

test('a build that fails says why', async () => {
  const { build } = await startBuilder('the registry is not there')
  await expect(build()).rejects.toThrow('the registry is not there')
})
