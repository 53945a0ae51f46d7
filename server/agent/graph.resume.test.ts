import { MemorySaver } from '@langchain/langgraph'
import { describe, expect, test } from 'vitest'
import { createAgent, readModelEnv } from './index.ts'
import type { Moment } from './testing/memory-rows.ts'
import { fakeRun, keptLog } from './testing/run-context.ts'
import { type ScriptedStep, scriptedEntry } from './testing/scripted-model.ts'

class Killed extends Error {}

const script: ScriptedStep[] = [
  {
    text: 'Two files.',
    toolCalls: [
      { name: 'write_file', args: { path: 'src/a.ts', content: 'const a = 1' } },
      {
        name: 'edit_file',
        args: { path: 'src/a.ts', edits: [{ search: 'a = 1', replace: 'a = 2' }] },
      },
    ],
  },
  { text: 'A command.', toolCalls: [{ name: 'run_command', args: { command: 'touch' } }] },
  { text: 'Finished.' },
  { text: 'Mended.', toolCalls: [{ name: 'delete_file', args: { path: 'src/b.ts' } }] },
  { text: 'Really finished.' },
]

/** The app has a problem until src/b.ts exists. */
async function play(kill: { moment: Moment; what: string; checkpoints: 'kept' | 'lost' } | null) {
  const run = fakeRun()
  const calls: number[] = []
  let saver = new MemorySaver()
  run.sandbox.answer = (command, files) => {
    if (command === 'touch') files.set('src/b.ts', 'b')
    if (!command.includes('tsc') || !files.has('src/b.ts')) return null
    return { exitCode: 2, stdout: 'src/b.ts(1,1): error TS1000: no b' }
  }
  let pending = kill
  run.rows.onMoment = (moment, what) => {
    if (pending?.moment !== moment || pending.what !== what) return
    pending = null
    throw new Killed()
  }
  for (let number = 1; number <= 2; number += 1) {
    const agent = await createAgent({
      env: readModelEnv({}),
      checkpointer: { saver },
      log: keptLog(),
      models: [scriptedEntry(script, { onCall: (messages) => calls.push(messages.length) })],
    })
    const signal = new AbortController().signal
    const result = await agent.run(run.attempt(number, signal)).catch((error: unknown) => error)
    if (!(result instanceof Killed)) return { run, calls, result }
    if (kill?.checkpoints === 'lost') saver = new MemorySaver()
  }
  throw new Error('The second attempt ended as well')
}

const whole = await play(null)

const moments = whole.run.rows.events.flatMap((event): Array<[Moment, string]> => {
  const [kind, what = ''] = event.split(/[ :]+/)
  if (kind === 'step')
    return [
      ['before settleStep', what],
      ['after settleStep', what],
    ]
  if (kind === 'start')
    return [
      ['before startTool', what],
      ['after startTool', what],
    ]
  return kind === 'end'
    ? [
        ['before endTool', what],
        ['after endTool', what],
      ]
    : []
})

describe('rule 8: a killed run goes on to the same end', () => {
  test('the undisturbed run does what the script says', () => {
    expect(whole.result).toEqual({ ok: true })
    expect(whole.calls).toHaveLength(5)
    expect([...whole.run.rows.files]).toEqual([['src/a.ts', 'const a = 2']])
    expect(whole.run.rows.tools.get('gate-2')?.result).toBe('1 problem\nsrc/b.ts:1:1: TS1000: no b')
    expect(whole.run.rows.tools.get('gate-4')?.result).toMatch(/^clean\n/)
    expect(moments.length).toBe(34)
  })

  for (const checkpoints of ['kept', 'lost'] as const) {
    test.each(moments)(`checkpoints ${checkpoints}, killed %s %s`, async (moment, what) => {
      const { run, calls, result } = await play({ moment, what, checkpoints })
      expect(result).toEqual({ ok: true })
      expect(run.rows.events).toEqual(whole.run.rows.events)
      expect(run.rows.hash()).toBe(whole.run.rows.hash())
      expect([...run.rows.steps]).toEqual([...whole.run.rows.steps])
      // The model is only asked again if its response wasn't stored.
      const again = moment === 'before settleStep' ? 1 : 0
      expect(calls.length).toBe(whole.calls.length + again)
    })
  }
})
