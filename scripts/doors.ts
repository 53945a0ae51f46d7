import { answerLimits } from '../server/agent/answer-parts.ts'
import { streamLimits } from '../server/agent/models/bounded-fetch.ts'
import { pingMs } from '../server/http/silent-sockets.ts'
import { socketLimits } from '../server/http/subscriptions.ts'
import { floodLimits } from '../server/rooms/flood-gate.ts'
import { limits } from '../shared/limits.ts'

function number(value: number): string {
  return value.toLocaleString('en-US')
}

const window = `in ${number(floodLimits.windowMs / 1_000)} s`

/** What a door takes: the largest piece, how much in a time, and how much at once. */
export const doors: ReadonlyArray<{ door: string; size: string; rate: string; atOnce: string }> = [
  {
    door: 'tRPC socket',
    size: `${number(socketLimits.frameBytes)} bytes a frame`,
    rate: `${number(socketLimits.messages)} messages, ${number(socketLimits.malformed)} of them malformed, in ${number(socketLimits.windowMs / 1_000)} s`,
    atOnce: `${number(socketLimits.subscriptions)} subscriptions a socket`,
  },
  {
    door: 'record and draft sockets',
    size: `${number(limits.docFrameBytes)} bytes a frame`,
    rate: `${number(floodLimits.frames)} frames, ${number(floodLimits.bytes)} bytes and ${number(floodLimits.replies)} bytes of replies ${window}`,
    atOnce: `cut after ${number((pingMs * 2) / 1_000)} s without a pong`,
  },
  {
    door: 'draft',
    size: `${number(limits.draftLength)} characters`,
    rate: `${number(floodLimits.work)} comparisons of items ${window}`,
    atOnce: `${number(limits.draftStateBytes)} bytes and ${number(limits.draftItems)} items with what was deleted; ${number(limits.draftPendingBytes)} bytes that wait for others`,
  },
  {
    door: 'awareness',
    size: `${number(limits.docFrameBytes)} bytes a frame`,
    rate: `${number(floodLimits.awareness)} frames ${window}`,
    atOnce: 'one state a socket',
  },
  {
    door: 'a model’s answer',
    size: `${number(answerLimits.length)} characters; ${number(streamLimits.line)} bytes a line`,
    rate: `${number(answerLimits.pieces)} pieces and ${number(streamLimits.total)} bytes an answer`,
    atOnce: `${number(answerLimits.calls)} tool calls an answer`,
  },
  {
    door: 'a tool’s result',
    size: `${number(limits.toolResultLength)} characters`,
    rate: 'one after another',
    atOnce: 'one a run',
  },
]
