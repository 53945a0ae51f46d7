import { MemorySaver } from '@langchain/langgraph'
import { describe, expect, test } from 'vitest'
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

function call(name: string, args: Record<string, unknown>): ScriptedStep {
  return {
    text: '',
    toolCalls: [{ name, args }],
  }
}
function write(content: string): ScriptedStep {
  return call('write_file', { path: 'a.ts', content })
}
const edit = call('edit_file', { path: 'a.ts', edits: [{ search: 'no', replace: 'x' }] })

/** `problem` returns the type check's result for a.ts; null is clean. */
function runWith(problem: (content: string) => string | null, files: Record<string, string> = {}) {
  const run = fakeRun(files)
  run.sandbox.answer = (command, there) => {
    const said = command.includes('tsc') ? problem(there.get('a.ts') ?? '') : null
    return said === null ? null : { exitCode: 2, stdout: `a.ts(1,1): error TS1: ${said}` }
  }
  return run
}

function lastText(run: ReturnType<typeof fakeRun>): string {
  return [...run.rows.steps.values()].at(-1)?.text ?? ''
}
function gates(run: ReturnType<typeof fakeRun>): string[] {
  return [...run.rows.tools.keys()].filter((id) => id.startsWith('gate-'))
}

describe('the gate', () => {
  test('rule 14.2: feeds problems back until the app is clean', async () => {
    const run = runWith((content) => (content === 'good' ? null : `bad ${content}`))
    const agent = await agentOf([write('one'), { text: 'Done.' }, write('good'), { text: 'Now.' }])
    expect(await agent.run(run.context)).toEqual({ ok: true })
    expect(gates(run)).toEqual(['gate-1', 'gate-3'])
    expect(run.rows.tools.get('gate-3')?.result).toMatch(/^clean\n/)
    expect(lastText(run)).toBe('Now.')
  })

  test('rules 8.6 and 14.2: stops after four rounds and says what is left', async () => {
    const run = runWith((content) => `bad ${content}`)
    const rounds = ['a', 'b', 'c', 'd', 'e'].flatMap((content) => [
      write(content),
      { text: 'Done.' },
    ])
    const agent = await agentOf(rounds)
    expect(await agent.run(run.context)).toEqual({ ok: true })
    expect(gates(run)).toHaveLength(4)
    expect(lastText(run)).toContain('could not get the app clean in 4 rounds')
    expect(lastText(run)).toContain('- a.ts:1:1: TS1: bad d')
    expect([...run.rows.live.values()].at(-1)).toBe(lastText(run))
  })

  test('checks again after a clean check that was followed by a change', async () => {
    const run = runWith(() => null)
    const agent = await agentOf([
      write('one'),
      call('check_app', {}),
      write('two'),
      { text: 'Done.' },
    ])
    expect(await agent.run(run.context)).toEqual({ ok: true })
    expect(gates(run)).toEqual(['gate-3'])
  })

  test('ends the run as failed where the sandbox cannot check', async () => {
    const run = fakeRun()
    run.sandbox.run = () => Promise.reject(new Error('gone'))
    const agent = await agentOf([write('one'), { text: 'Done.' }])
    expect(await agent.run(run.context)).toMatchObject({ ok: false, code: 'sandbox_failed' })
    expect(run.rows.files.get('a.ts')).toBe('one')
  })
})

describe('a run that goes in circles', () => {
  test('rule 8.6: stops when the same call fails the third time in the same way', async () => {
    const run = fakeRun({ 'a.ts': 'yes' })
    const agent = await agentOf([edit, edit, edit, edit, edit])
    expect(await agent.run(run.context)).toEqual({ ok: true })
    expect(run.rows.tools.size).toBe(3)
    expect(lastText(run)).toContain('going in circles: edit_file (a.ts) failed 3 times')
  })

  test('counts anew after a change to the files', async () => {
    const run = fakeRun({ 'a.ts': 'yes' })
    const agent = await agentOf([edit, edit, write('1'), edit, edit, { text: 'Enough.' }])
    expect(await agent.run(run.context)).toEqual({ ok: true })
    expect(lastText(run)).toBe('Enough.')
  })

  test('rule 8.6: stops when the same problems are left after two mends, wherever they moved', async () => {
    const run = runWith((content) => `bad in line :${content.length}`)
    const rounds = ['a', 'bb', 'ccc', 'dddd'].flatMap((content) => [
      write(content),
      call('check_app', {}),
    ])
    const agent = await agentOf(rounds)
    expect(await agent.run(run.context)).toEqual({ ok: true })
    expect(lastText(run)).toContain('the same problems were left after 3 checks')
    expect(lastText(run)).toContain('- a.ts:1:1: TS1: bad in line :3')
  })

  test('does not count checks between which nothing changed', async () => {
    const check = call('check_app', {})
    const run = runWith((content) => (content === 'good' ? null : 'bad'))
    const agent = await agentOf([write('a'), check, check, check, write('good'), { text: 'Done.' }])
    expect(await agent.run(run.context)).toEqual({ ok: true })
    expect(lastText(run)).toBe('Done.')
  })
})

test('a run ends at the step limit with a last message', async () => {
  const run = fakeRun({ 'a.ts': 'yes' })
  const looks = Array.from({ length: 60 }, () => call('read_file', { path: 'a.ts' }))
  const agent = await agentOf(looks)
  expect(await agent.run(run.context)).toMatchObject({ ok: false, code: 'step_limit' })
  expect(run.rows.steps.size).toBe(41)
  expect(lastText(run)).toContain('all 40 steps')
})

test('a model that is not set up is refused by its name', async () => {
  const run = fakeRun({}, { model: 'gone' })
  const agent = await agentOf([])
  expect(await agent.run(run.context)).toMatchObject({ ok: false, code: 'model_refused' })
})

test('an error of a tool is told to the model without its details, and logged', async () => {
  const run = fakeRun()
  run.sandbox.run = () => Promise.reject(new Error('secret inner detail'))
  const log = keptLog()
  const agent = await agentOf([call('run_command', { command: 'ls' }), { text: 'Oh.' }], { log })
  expect(await agent.run(run.context)).toEqual({ ok: true })
  expect(run.rows.tools.get('call-0-0')?.result).not.toContain('secret')
  expect(log.warnings).toEqual(['A tool failed'])
})

test('what Postgres cannot store is replaced before it is stored, in texts, arguments and results', async () => {
  const run = fakeRun()
  run.sandbox.answer = () => ({ stdout: 'a\0b \ud800c' })
  const agent = await agentOf([
    {
      text: 'x\0y',
      toolCalls: [{ name: 'run_command', args: { command: 'a', more: [{ '\0': '\udc00' }] } }],
    },
    { text: 'Done.' },
  ])
  expect(await agent.run(run.context)).toEqual({ ok: true })
  const step = run.rows.steps.get(0)
  expect(step?.text).toBe('x\ufffdy')
  expect(step?.toolCalls[0]?.args).toEqual({ command: 'a', more: [{ '\ufffd': '\ufffd' }] })
  expect(run.rows.tools.get('call-0-0')?.result).toBe('a\ufffdb \ufffdc\nExit code 0')
})
