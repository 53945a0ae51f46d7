import { expect, test } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import { hiddenMark, hideSecret } from '../lib/secrets.ts'
import type { Machine } from './machine.ts'
import { runCommand } from './run-command.ts'

const secret = 'canary-0123456789-abcdefghij'
hideSecret(secret)

/** Only what running a command needs; it prints `pieces`. */
function machineThatPrints(pieces: string[]): Machine {
  const start: Machine['start'] = async (_command, { onStdout, onStderr }) => {
    for (const piece of pieces) {
      onStdout?.(piece)
      onStderr?.(piece)
    }
    const end = { exitCode: 0, stdout: '', stderr: '' }
    return { pid: 1, ended: Promise.resolve(end), kill: async () => undefined }
  }
  return { start } as Partial<Machine> as Machine
}

test.each([
  ['in one piece', 0],
  ['where a long output is cut in its middle', 50_000],
  ['near the beginning of its kept end', 70_000],
])('rule 12.3: a command that prints a secret %s shows no part of it', async (_where, before) => {
  for (let shift = 0; shift < secret.length; shift += 3) {
    const padding = '.'.repeat(Math.max(0, before - shift))
    const text = `${padding}${secret}${'.'.repeat(before === 70_000 ? 50_000 - shift : before)}`
    const pieces = [text.slice(0, padding.length + shift), text.slice(padding.length + shift)]
    let heard = ''
    const options = {
      timeoutMs: 60_000,
      signal: new AbortController().signal,
      onOutput: (piece: string) => (heard += piece),
    }
    const result = await runCommand(machineThatPrints(pieces), 'env', options, systemClock)
    const shown = result.stdout + result.stderr
    for (const part of [secret.slice(0, 6), secret.slice(10, 16), secret.slice(-6)]) {
      expect(shown).not.toContain(part)
      expect(heard).not.toContain(part)
    }
    expect(heard).toContain(hiddenMark)
  }
})
