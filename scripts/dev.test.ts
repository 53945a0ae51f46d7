import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'

test('npm run dev serves the app while Node watches the server’s files', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'fegg-dev-'))
  const dev = spawn(process.execPath, ['scripts/start.mjs', '--dev'], {
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(dev, 'exit')
  onTestFinished(async () => {
    dev.kill('SIGTERM')
    await ended
    rmSync(dataDir, { recursive: true, force: true })
  })
  const lines: string[] = []
  const ready = new Promise<string>((resolve, reject) => {
    for (const stream of [dev.stdout, dev.stderr])
      createInterface(stream).on('line', (line) => {
        lines.push(line)
        const url = /is ready on (http:\S+)/.exec(line)?.[1]
        if (url) resolve(url)
        if (line.includes('Failed running')) reject(new Error(lines.join('\n')))
      })
    void ended.then(() => reject(new Error(lines.join('\n'))))
  })
  const page = await fetch(await ready)
  expect(await page.text()).toContain('/@vite/client')
})
