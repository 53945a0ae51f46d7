import { limits } from '../../shared/limits.ts'
import type { RunWait } from '../../shared/protocol/run-wait.ts'

export const sessionRefusedWords = {
  signed_out: {
    title: 'You are signed out',
    text: 'Sign in again to continue where you left off.',
  },
  no_access: {
    title: 'You no longer have access to this session',
    text: 'Your access was removed, or the link that you used was revoked. Ask for an invite or a new link.',
  },
  gone: {
    title: 'Session not found',
    text: 'It was deleted, it isn’t shared with you, or the link is incomplete.',
  },
}

export const connectionWords = {
  offline: 'You’re offline. What you type is kept.',
  reconnecting: 'Reconnecting. What you type is kept.',
  kept: 'What you type is kept.',
  blocked:
    'Live updates are blocked: a proxy between you and FeGG doesn’t pass WebSockets. Whoever runs the proxy or the server must let them through.',
  retrying: ' Retrying…',
  retryingIn: (seconds: number) => ` Retrying in ${seconds} s.`,
}

export const chatWords = {
  empty: 'What do you want to build?',
  emptyText: 'Describe it in plain words. FeGG writes the app, and everyone here watches it grow.',
  ideas: [
    'A to-do app called Errands with priorities and due dates',
    'A landing page for a small bakery, warm colors, opening hours',
    'A dashboard with monthly sales, a chart and a table of orders',
  ],
  stoppedBy: (name: string) => `Stopped by ${name}.`,
  readingRequest: 'Reading the request…',
  runFailed: 'This run failed.',
  runTimedOut: 'This run took too long and was stopped.',
  sentDuringRun: 'sent during the run',
  forked: 'Continued in a new session',
  workingOn: (names: string) => `on ${names}’s request`,
  typing: (names: readonly string[]) => {
    const [first, second] = names
    if (!second) return `${first} is typing…`
    return names.length === 2
      ? `${first} and ${second} are typing…`
      : `${first} and others are typing…`
  },
}

const count = new Intl.NumberFormat('en')

export const composerWords = {
  viewOnly: 'You can view this session. To write here, ask someone who manages it for access.',
  describe: 'Describe what to build or change…',
  suggest: 'Suggest what to build or change…',
  leavePrivate: 'Only you see this draft. Click to write in the shared one.',
  startPrivate: 'Write in a private draft',
  othersWrite: 'others are writing in the shared draft',
  newLine: 'Shift ⏎ for a new line',
  notSent: (reason: string) => `Not sent: ${reason}`,
  sentBefore: 'Someone sent this just before you did. What you added since is still here.',
  length: (length: number) =>
    `${count.format(length)} of ${count.format(limits.promptLength)} characters`,
  cut: (length: number) =>
    `This text has ${count.format(length)} characters, and a message may have ${count.format(limits.promptLength)}. What fits is in the box; the rest was left out.`,
  shorten: (excess: number, shared: boolean) =>
    `shorten it by ${count.format(excess)} to ${shared ? 'share and send it' : 'send it'}`,
}

export const queueWords = {
  waits: (wait: RunWait) => {
    if (wait.why === 'short') return wait.text
    const { full, limit, ahead } = wait
    const runs = limit === 1 ? '1 run' : `${limit} runs`
    const where = full === 'server' ? 'This server' : 'This workspace'
    const turn =
      ahead === 0
        ? 'This one is next.'
        : `${ahead} ${ahead === 1 ? 'comes' : 'come'} before this one.`
    return `Queued. ${where} works on ${runs} at once, and has that many now. ${turn}`
  },
  pausedBy: (name: string) => `Paused by ${name}`,
  pausedText: 'New messages wait until someone resumes the queue.',
  stopAndPause: 'Stop the run and pause the queue',
  remove: 'Remove from the queue',
  toldNow: 'telling the agent',
  forked: (names: string, text: string) => `${names} forked: ${text}`,
  mergeRunning: 'Add it to the running request',
  merge: 'Combine both into one message',
  otherFirst: 'Run both, the other one first',
  thisFirst: 'Run both, this one first',
  fork: 'Continue this one in a new session',
  declined: (name: string | undefined, reason: string) =>
    `Declined by ${name ?? 'a former member'}: ${reason}`,
}

export const activityWords = {
  empty: 'Everything that happens in this session is listed here.',
  noErrors: 'No errors.',
  noMatches: 'No matching entries.',
  resultFailed: 'Couldn’t load the result.',
  running: 'Still running.',
  noOutput: 'No output.',
}

export const commentWords = {
  noneOpen: 'No open comments. Pick an element in the preview to comment on it.',
  noneResolved: 'No resolved comments.',
  pickToComment: 'Pick an element to comment on',
  pickToMention: 'Pick an element to mention in your message',
  pickKeys: ' · or use the arrow keys and Enter',
  elementGone: (text: string | undefined) =>
    `its element is gone.${text ? ` Its text was “${text}”.` : ''}`,
  sent: 'Sent to the agent.',
  resolvedBy: (name: string) => `Resolved by ${name}.`,
}

export const previewWords = {
  addressFailed: 'Couldn’t load the preview address.',
  blocked: 'Your browser blocks this preview',
  blockedText:
    'The preview has an http address, and browsers don’t show those in an https page. Whoever runs the server must set PREVIEW_DOMAIN.',
  openingApp: 'Opening the app…',
  flooded: 'The app’s page sent too many messages to FeGG, so it was stopped.',
  openingSession: 'Opening the session…',
  starting: 'Starting sandbox…',
  startingText: 'The app appears here as soon as it runs.',
  waking: 'Waking the sandbox…',
  wakingText: 'It fell asleep because no one was here. Nothing was lost.',
  asleep: 'The sandbox is asleep',
  asleepText: 'It sleeps while no one is here. Nothing is lost.',
  failed: 'The sandbox isn’t running',
  noReason: 'No reason given.',
  pageError: 'The page has an error:',
  fix: (message: string, place: string | null) =>
    `The page has an error${place ? ` in ${place}` : ''}: ${message}\n\nPlease find the cause and fix it.`,
}
