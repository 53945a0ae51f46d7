import { expect, test } from 'vitest'
import { newId } from '../../shared/ids.ts'
import type { RecordStep, ToolSummary } from '../../shared/protocol/record-message.ts'
import { type AgentMessage, mergeSteps } from './chat-merge.ts'
import type { LiveMessage } from './live-messages.ts'

function tool(callId: string, state: ToolSummary['state']): ToolSummary {
  return {
    callId,
    tool: 'write_file',
    title: 'src/app.tsx',
    state,
    ms: state === 'running' ? null : 5,
    files: [],
  }
}

function message(steps: RecordStep[], status: AgentMessage['status'] = 'running'): AgentMessage {
  return {
    id: newId(),
    order: 1,
    at: '2026-01-01T00:00:00.000Z',
    from: 'agent',
    runId: newId(),
    answers: newId(),
    authors: [{ id: newId(), name: 'Anna', color: '#123456' }],
    model: 'demo',
    status,
    steps,
    startedAt: null,
    endedAt: null,
    error: null,
    stoppedBy: null,
    version: null,
  }
}

function liveStep(step: number, text: string, callIds: string[] = []) {
  return {
    step,
    text,
    settled: false,
    tools: callIds.map((callId) => ({
      ...tool(callId, 'ok'),
      startedAt: '2026-01-01T00:00:00.000Z',
    })),
  }
}

const live: LiveMessage = {
  steps: [liveStep(0, 'liv', ['a', 'b']), liveStep(1, 'next')],
  ended: false,
}

test('rule 4.5: the settled record wins over live text', () => {
  const steps = mergeSteps(message([{ step: 0, text: 'settled', tools: [] }]), live)
  expect(steps.map((step) => [step.text, step.streaming])).toEqual([
    ['settled', false],
    ['next', true],
  ])
})

test('tool calls known only from events come last, and a finished one replaces a running one', () => {
  const record = message([{ step: 0, text: '', tools: [tool('a', 'running')] }])
  expect(mergeSteps(record, live)[0]?.tools.map((line) => [line.callId, line.state])).toEqual([
    ['a', 'ok'],
    ['b', 'ok'],
  ])
})

test('no live text is shown once the record says that the run has ended', () => {
  const steps = mergeSteps(message([{ step: 0, text: 'all', tools: [] }], 'done'), live)
  expect(steps).toHaveLength(1)
})
