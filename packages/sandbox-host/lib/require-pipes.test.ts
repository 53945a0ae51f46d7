import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

const folders = JSON.stringify(new URL('folders.ts', import.meta.url).href)
const usage = JSON.stringify(new URL('../usage/usage.ts', import.meta.url).href)
const daemon = JSON.stringify(new URL('../launch/daemon-process.ts', import.meta.url).href)

/** Takes every open file that it may have, then starts what the host starts. */
const program = `
import { openSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
const { runTool } = await import(${folders})
const { diskUseOf } = await import(${usage})
const { startDaemon } = await import(${daemon})
const tries = [
  () => runTool('true', [], true),
  () => diskUseOf(['/tmp']),
  () => startDaemon(['true'], {}, { cwd: '/' }),
]
try { for (;;) openSync('/dev/null') } catch {}
for (const start of tries) {
  const said = await start().then(() => 'started', (error) => error.message)
  process._rawDebug(said)
}
await wait(100)
process._rawDebug('alive')
`

test('rule 42.2: without open files a program is refused, and the process lives', () => {
  const script = 'ulimit -n 100; exec "$0" --input-type=module -e "$1" 2>&1'
  const said = execFileSync('bash', ['-c', script, process.execPath, program], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' },
  })
  expect(said.trimEnd().split('\n')).toEqual([
    expect.stringContaining('EMFILE'),
    expect.stringContaining('EMFILE'),
    expect.stringContaining('EMFILE'),
    'alive',
  ])
})
