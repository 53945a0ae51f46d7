import type { Role } from '../../shared/roles.ts'

/** Shared or parametrized user-facing messages. */
export const words = {
  internal: 'Something went wrong on the server. Try again.',
  shortage: {
    disk: 'The server’s disk is full, so nothing more can be saved. Whoever runs the server must free space. Then try again.',
    files:
      'The server has too many files and connections open. Whoever runs it must raise its limit of open files. Then try again.',
    memory: 'The server is out of memory. Try again in a moment, or tell whoever runs the server.',
  },
  notReady: {
    database: 'The database does not answer.',
    sandboxes: 'The sandboxes do not answer.',
  },
  bodyTooLarge: 'This is too large: a request may have 1 MB. Send less at once.',
  noSession: 'There is no such session.',
  noWorkspace: 'There is no such workspace.',
  roleForbids: (role: Role) => `Your role here (${role}) does not allow that.`,
  accessRemoved: (what: 'session' | 'workspace') => `You no longer have access to this ${what}.`,

  wrongPassword: 'Incorrect e-mail or password.',
  hasAccount: 'You already have an account. Sign in with it.',
  emailTaken: 'An account with this e-mail already exists. Sign in instead, or use another e-mail.',
  signInFirst: 'Sign in first.',
  noCookie:
    'Your browser blocks cookies for this site, so you can’t be signed in. Allow them and try again.',
  githubOff: 'Signing in with GitHub isn’t set up on this server.',
  githubExpired: 'This GitHub sign-in was started in another window or expired. Start it again.',
  githubRefused: 'GitHub did not accept this sign-in. Start it again.',
  githubFailed: "Couldn't sign in with GitHub: it sent an unexpected reply. Try again in a moment.",
  invalidInput: 'This value is not valid.',

  waitsForSlot: (ahead: number) =>
    ahead === 0
      ? 'Waiting for a free slot: next in line.'
      : `Waiting for a free slot: ${ahead} ahead.`,

  model: {
    unknown: (model: string) =>
      `The model “${model}” is not set up on this server. Choose another one.`,
    keyRefused: (host: string, status: number) =>
      `The key was refused by ${host} (${status}). Check the key that the server was started with.`,
    rateLimited: (host: string) =>
      `${host} is rate-limiting us (429). Wait a moment and try again.`,
    hostProblem: (host: string, status: number) =>
      `${host} has a problem (${status}). Try again in a few minutes.`,
    requestRefused: (host: string, reason: string) => `${host} refused the request: ${reason}`,
    unreachable: (host: string, code: string) =>
      `Couldn't reach ${host} (${code}). Check its address and that the service is running.`,
    brokeOff: (host: string) => `The response from ${host} broke off.`,
    brokeOffBecause: (host: string, reason: string) =>
      `The response from ${host} broke off: ${reason}`,
    empty: (host: string) => `${host} sent an empty response.`,
    tooLong: (host: string) =>
      `The response from ${host} was too long and was stopped. Ask for less at once, or choose another model.`,
    silent: (host: string, seconds: number) =>
      `${host} sent nothing for ${seconds} s. Try again, or choose another model.`,
    wrongForm: (host: string) => `${host} did not respond in the form that was asked for.`,
    retriesFailed: (message: string, tries: number) => `${message} ${tries} tries failed.`,
  },
}
