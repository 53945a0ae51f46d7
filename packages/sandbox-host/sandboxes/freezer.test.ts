import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findBun } from '../launch/bun.ts'
import { freeze, thaw } from './freezer.ts'
import { makeFolder } from '../testing/targets.ts'
import { until } from '../testing/until.ts'

const exit = { x64: 60, arm64: 93 }[process.arch as string]

test.skipIf(process.platform !== 'linux' || exit === undefined)(
  'rule 18.1: a process whose first thread has ended is stopped too',
  async () => {
    const folder = makeFolder()
    const count = path.join(folder, 'count')
    // The system call ends only the first thread; the worker keeps counting.
    writeFileSync(
      path.join(folder, 'thread.js'),
      `const fs = require('node:fs'); for (let n = 1; ; n++) fs.writeFileSync(${JSON.stringify(count)}, String(n))`,
    )
    const first = `import { dlopen } from 'bun:ffi'
      const { symbols } = dlopen('libc.so.6', { syscall: { args: ['i64', 'i64'], returns: 'i64' } })
      new Worker(${JSON.stringify(path.join(folder, 'thread.js'))}).addEventListener('open', () => symbols.syscall(${exit}, 0))`
    writeFileSync(path.join(folder, 'first.js'), first)
    const child = spawn(findBun(), [path.join(folder, 'first.js')], { stdio: 'inherit' })
    onTestFinished(() => {
      child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    })
    const { pid } = child
    if (pid === undefined) throw new Error('it did not start')
    // The file is empty for a moment during a write.
    const counted = () => Number(existsSync(count) && readFileSync(count, 'utf8'))
    const states = () =>
      readdirSync(`/proc/${pid}/task`).map(
        (thread) =>
          /^State:\s+(\w)/m.exec(readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8'))?.[1],
      )
    await until(() => states()[0] === 'Z' && counted() > 0, 'the end of its first thread')
    const frozen = await freeze({ root: pid })
    expect(new Set(states())).toEqual(new Set(['Z', 'T']))
    await thaw(frozen)
    const before = counted()
    await until(() => counted() > before, 'the count to continue')
  },
)
