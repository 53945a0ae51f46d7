import { maxHeaderSize } from 'node:http'
import { messageLimits, messageSize } from '../client/session/preview/message-budget.ts'
import { bodyLimitBytes } from '../packages/sandbox-host/api/api.ts'
import { maxMessageBytes } from '../packages/sandbox-host/guest/connect-rpc.ts'
import { maxFileBytes } from '../packages/sandbox-host/guest/file-writer.ts'
import { maxFormBytes } from '../packages/sandbox-host/guest/files-http.ts'
import { maxFolders } from '../packages/sandbox-host/guest/tree-watch.ts'
import { maxWatches } from '../packages/sandbox-host/guest/watch-rpc.ts'
import { defaultMaxConnections } from '../packages/sandbox-host/network/egress.ts'
import { maxProcesses } from '../packages/sandbox-host/usage/limits.ts'
import { answerLimits } from '../server/agent/answer-parts.ts'
import { streamLimits } from '../server/agent/models/bounded-fetch.ts'
import { searchLimits } from '../server/agent/tools/search-files.ts'
import { readConfig } from '../server/config.ts'
import { gatewayLimits } from '../server/gateway/proxy-request.ts'
import { callLimits } from '../server/http/app.ts'
import { mostEarly } from '../server/http/doc-connection.ts'
import { pingMs } from '../server/http/silent-sockets.ts'
import { socketLimits } from '../server/http/subscriptions.ts'
import { floodLimits } from '../server/rooms/flood-gate.ts'
import { limits } from '../shared/limits.ts'
import { bridgePictureLimit } from '../shared/protocol/bridge.ts'
import { presenceLength } from '../shared/protocol/presence.ts'

function number(value: number): string {
  return value.toLocaleString('en-US')
}

const window = `in ${number(floodLimits.windowMs / 1_000)} s`
const unread = `${number(limits.unsentBytes)} bytes that it has not read, and one message`
/** Each can be set by its environment variable. */
const { quotas } = readConfig({})

interface Door {
  door: string
  size: string
  rate: string
  atOnce: string
}

const calls: Door[] = [
  {
    door: 'procedure calls over HTTP',
    size: `${number(callLimits.bodyBytes)} bytes a body, ${number(maxHeaderSize)} of headers`,
    rate: `${number(quotas.callsPerMinute)} a minute from one address (\`MAX_CALLS_PER_MINUTE\`)`,
    atOnce: `${number(limits.batchCalls)} calls a request`,
  },
  {
    door: 'signing in, new accounts and guests',
    size: `${number(limits.emailLength)} characters of an e-mail address, ${number(limits.passwordMax)} of a password`,
    rate: `${number(callLimits.entriesPerMinute)} a minute from one address; ${number(limits.resetMails)} e-mails an hour for one account`,
    atOnce: `${number(limits.batchCalls)} calls a request`,
  },
  {
    door: 'links (invites, share links, reset links)',
    size: `${number(limits.oauthParameter)} characters a parameter of a provider’s answer`,
    rate: `${number(callLimits.tokensPerMinute)} a minute from one address`,
    atOnce: `${number(limits.openLinks)} open ones a workspace or session`,
  },
  {
    door: 'messages and suggestions',
    size: `${number(limits.promptLength)} characters`,
    rate: 'as calls',
    atOnce: `${number(quotas.waitingMessages)} that wait in a session (\`MAX_WAITING_MESSAGES\`)`,
  },
  {
    door: 'pins',
    size: `${number(limits.pinCommentLength)} characters a comment`,
    rate: 'as calls',
    atOnce: `${number(limits.openPins)} open ones, ${number(limits.pinComments)} comments each`,
  },
  {
    door: 'pictures of sessions',
    size: `${number(limits.pictureBytes)} bytes, ${number(limits.pictureSide)} pixels a side`,
    rate: `as calls; ${number(quotas.callsPerMinute)} a minute are shown to one address`,
    atOnce: 'one a session',
  },
]

const sockets: Door[] = [
  {
    door: 'opening a socket',
    size: `${number(maxHeaderSize)} bytes of headers`,
    rate: 'as many as may be open',
    atOnce: `${number(quotas.socketsPerPerson)} a person, ${number(quotas.socketsPerAddress)} an address, ${number(quotas.sockets)} a server (\`MAX_SOCKETS\` and others)`,
  },
  {
    door: 'tRPC socket',
    size: `${number(socketLimits.frameBytes)} bytes a frame`,
    rate: `${number(socketLimits.messages)} messages, ${number(socketLimits.malformed)} of them malformed, in ${number(socketLimits.windowMs / 1_000)} s`,
    atOnce: `${number(socketLimits.subscriptions)} subscriptions a socket; ${unread}`,
  },
  {
    door: 'record and draft sockets',
    size: `${number(limits.docFrameBytes)} bytes a frame`,
    rate: `${number(floodLimits.frames)} frames, ${number(floodLimits.bytes)} bytes and ${number(floodLimits.replies)} bytes of replies ${window}; ${number(mostEarly.frames)} frames and ${number(mostEarly.bytes)} bytes before it is let in`,
    atOnce: `${unread}; cut after ${number((pingMs * 2) / 1_000)} s without a pong`,
  },
  {
    door: 'draft',
    size: `${number(limits.draftLength)} characters`,
    rate: `${number(floodLimits.work)} comparisons of items ${window}`,
    atOnce: `${number(limits.draftStateBytes)} bytes and ${number(limits.draftItems)} items with what was deleted; ${number(limits.draftPendingBytes)} bytes that wait for others`,
  },
  {
    door: 'awareness',
    size: `${number(presenceLength)} characters a state; ${number(limits.docFrameBytes)} bytes a frame`,
    rate: `${number(floodLimits.awareness)} frames ${window}`,
    atOnce: 'one state a socket',
  },
]

const previews: Door[] = [
  {
    door: 'gateway to a preview',
    size: `${number(gatewayLimits.bodyBytes)} bytes a body, ${number(maxHeaderSize)} of headers`,
    rate: 'as fast as the sandbox answers',
    atOnce: `${number(gatewayLimits.connections)} requests and WebSockets a preview; ${number(quotas.previewPorts)} ports (\`MAX_PREVIEW_PORTS\`)`,
  },
  {
    door: 'messages of a preview’s page to the app',
    size: `${number(messageSize.values)} values, ${number(messageSize.characters)} characters, ${number(messageSize.depth)} levels; ${number(bridgePictureLimit)} bytes a picture`,
    rate: `${number(messageLimits.accepted.perSecond)} a second; the page is stopped at ${number(messageLimits.excess.perSecond)} more`,
    atOnce: `${number(messageLimits.accepted.burst)} in a burst; the page is stopped at ${number(messageLimits.excess.burst)} more`,
  },
]

const agent: Door[] = [
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
  {
    door: 'files of a session',
    size: `${number(limits.fileBytes)} bytes a file, ${number(limits.filePathLength)} characters a path`,
    rate: 'as a run’s tools change them',
    atOnce: `${number(limits.treeFiles)} files`,
  },
  {
    door: 'search in files',
    size: `${number(searchLimits.queryLength)} characters`,
    rate: `${number(searchLimits.regexTimeMs / 1_000)} s a regular expression`,
    atOnce: `${number(searchLimits.hits)} lines found`,
  },
]

const sandboxes: Door[] = [
  {
    door: 'sandbox host: its API',
    size: `${number(bodyLimitBytes)} bytes a body`,
    rate: 'as fast as it answers those with its key',
    atOnce: 'as many sandboxes as `MAX_SANDBOXES`',
  },
  {
    door: 'sandbox host: commands and calls',
    size: `${number(maxMessageBytes)} bytes a message`,
    rate: `${number(quotas.runs)} runs at work on a server (\`MAX_RUNS\`)`,
    atOnce: `${number(maxProcesses)} processes a sandbox`,
  },
  {
    door: 'sandbox host: uploads',
    size: `${number(maxFileBytes)} bytes a file, ${number(maxFormBytes)} more a form`,
    rate: 'as fast as the sandbox’s disk',
    atOnce: 'the sandbox’s disk and number of files',
  },
  {
    door: 'sandbox host: watches',
    size: `${number(maxFolders)} folders`,
    rate: 'one event a change',
    atOnce: `${number(maxWatches)} a sandbox`,
  },
  {
    door: 'sandbox host: connections to the network',
    size: `${number(maxHeaderSize)} bytes of headers`,
    rate: 'as many as may be open',
    atOnce: `${number(defaultMaxConnections)} a sandbox`,
  },
]

/** What a door takes: the largest piece, how much in a time, and how much at once. */
export const doors: readonly Door[] = [...calls, ...sockets, ...previews, ...agent, ...sandboxes]
