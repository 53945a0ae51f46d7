import { MemorySaver } from '@langchain/langgraph'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../shared/protocol/errors.ts'
import { type AgentOptions, createAgent, readModelEnv } from './index.ts'
import { fakeRun, keptLog } from './testing/run-context.ts'
import { type ScriptedStep, scriptedEntry } from './testing/scripted-model.ts'

function agentOf(steps: ScriptedStep[], more: Partial<AgentOptions> = {}) {
  return createAgent({
    env: readModelEnv({}),
    checkpointer: { saver: new MemorySaver() },
    log: keptLog(),
    models: [scriptedEntry(steps)],
    ...more,
  })
}

function write(path: string, content: string): ScriptedStep {
  return {
    text: `Writing ${path}.`,
    toolCalls: [{ name: 'write_file', args: { path, content } }],
  }
}

describe('a run', () => {
  test('goes from model to tools and back, and ends with the gate', async () => {
    const run = fakeRun()
    const agent = await agentOf([write('src/App.tsx', 'one'), { text: 'It is there.' }])
    expect(await agent.run(run.context)).toEqual({ ok: true })
    expect(run.rows.events).toEqual([
      'step 0: Writing src/App.tsx.',
      'start call-0-0 write_file src/App.tsx',
      'end call-0-0 ok: Created src/App.tsx (1 lines).',
      'created src/App.tsx',
      'step 1: It is there.',
      'start gate-1 check_app Types and page',
      'end gate-1 ok: clean\nNo browser looked at this page. This test has no browser.',
    ])
    expect([...run.rows.live.values()]).toEqual(['Writing src/App.tsx.', 'It is there.'])
    expect(run.rows.steps.get(1)?.usage.outputTokens).toBe(3)
  })

  test('makes no check of its own where nothing changed', async () => {
    const run = fakeRun({ 'src/App.tsx': 'one' })
    const agent = await agentOf([
      { text: 'Looking.', toolCalls: [{ name: 'read_file', args: { path: 'src/App.tsx' } }] },
      { text: 'It is fine.' },
    ])
    expect(await agent.run(run.context)).toEqual({ ok: true })
    expect(run.sandbox.commands).toEqual([])
    expect(run.rows.tools.get('call-0-0')?.result).toBe('one')
  })

  test("makes no check of its own where the model's was clean and came last", async () => {
    const run = fakeRun()
    const agent = await agentOf([
      write('src/a.ts', 'a'),
      { text: 'Checking.', toolCalls: [{ name: 'check_app', args: {} }] },
      { text: 'Done.' },
    ])
    expect(await agent.run(run.context)).toEqual({ ok: true })
    expect(run.rows.tools.has('gate-2')).toBe(false)
    expect(run.rows.tools.get('call-1-0')?.result).toMatch(/^clean\n/)
  })

  test('rule 43.3: goes on after files that the session cannot take, and the model reads why', async () => {
    const run = fakeRun({ 'src/App.tsx': 'one' })
    let refused = false
    run.rows.onMoment = (moment) => {
      if (moment !== 'before endTool' || refused) return
      refused = true
      throw new AppError('bad_input', 'src/app.tsx differs from src/App.tsx only in case.')
    }
    const agent = await agentOf([write('src/app.tsx', 'two'), { text: 'I leave it.' }])
    expect(await agent.run(run.context)).toEqual({ ok: true })
    expect(run.rows.tools.get('call-0-0')).toMatchObject({
      ok: false,
      result: 'Nothing was changed. src/app.tsx differs from src/App.tsx only in case.',
    })
    expect(Object.fromEntries(run.rows.files)).toEqual({ 'src/App.tsx': 'one' })
  })
})
