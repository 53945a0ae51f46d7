import type { RunSandbox } from '../agent-port/agent.ts'
import { createMiddleTruncator } from '../../shared/truncate.ts'
import { withTimeout } from '../lib/async.ts'
import type { Clock } from '../lib/clock.ts'
import { createSecretCutter } from '../lib/secrets.ts'
import { app, type Ended, type Machine, type Running } from './machine.ts'

type Run = RunSandbox['run']
type RunOptions = Parameters<Run>[1]
type RunResult = Awaited<ReturnType<Run>>

const keptCharacters = 100_000
/** The machine's own limit is this much later, in case this server dies. */
const graceMs = 5_000
const killWaitMs = 3_000

type Outcome = { end: Ended } | { stopped: 'timeout' | 'abort' }

/** Cuts secrets before what is between them, so that no half of one is left. */
function createKeeper(onOutput: RunOptions['onOutput']) {
  const kept = createMiddleTruncator(keptCharacters)
  const cutter = createSecretCutter()
  const keep = (text: string) => {
    if (text === '') return
    kept.add(text)
    onOutput?.(text)
  }
  return {
    add: (text: string) => keep(cutter.add(text)),
    end() {
      keep(cutter.end())
      return kept.text()
    },
  }
}

async function kill(running: Running): Promise<void> {
  const ended = running.kill().then(() => running.ended.catch(() => undefined))
  await withTimeout(ended, killWaitMs, () => undefined)
}

/**
 * Timeouts and exit codes are results. An abort kills the command and throws the signal's reason.
 * Rejects if the machine is lost.
 */
export async function runCommand(
  machine: Machine,
  command: string,
  { timeoutMs, signal, onOutput }: RunOptions,
  clock: Clock,
): Promise<RunResult> {
  signal.throwIfAborted()
  const stdout = createKeeper(onOutput)
  const stderr = createKeeper(onOutput)
  const waiting = new AbortController()
  const stopped = Promise.withResolvers<Outcome>()
  const onAbort = () => stopped.resolve({ stopped: 'abort' })
  signal.addEventListener('abort', onAbort)
  try {
    const running = await machine.start(command, {
      cwd: app,
      limitMs: timeoutMs + graceMs,
      onStdout: stdout.add,
      onStderr: stderr.add,
    })
    const outcome = await Promise.race<Outcome>([
      running.ended.then((end) => ({ end })),
      clock.sleep(timeoutMs, waiting.signal).then(() => ({ stopped: 'timeout' as const })),
      stopped.promise,
    ])
    const kept = () => ({ stdout: stdout.end(), stderr: stderr.end() })
    if ('end' in outcome) return { ...kept(), exitCode: outcome.end.exitCode, timedOut: false }
    await kill(running)
    if (outcome.stopped === 'abort') throw signal.reason
    return { ...kept(), exitCode: 137, timedOut: true }
  } finally {
    signal.removeEventListener('abort', onAbort)
    waiting.abort()
  }
}
