import type { Role } from '../../shared/roles.ts'

/** Shared or parametrized user-facing messages. */
export const words = {
  internal: 'Something went wrong on the server. Try again.',
  shortage: {
    disk: 'The server’s disk is full, so nothing more can be saved. Whoever runs the server must free space. Then try again.',
    databaseDisk:
      'The disk of the database is full, so nothing more can be saved. Whoever runs the server must free space there. Then try again.',
    connections:
      'The database takes no more connections. Try again in a minute. If it lasts, whoever runs the server must raise the database’s max_connections, or close what else uses it.',
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
  wrongOwnPassword:
    'That isn’t your current password. Try again, or sign out and use “Forgot password?”.',
  passwordChangedMeanwhile: 'Your password was changed in another window. Sign in again.',
  signInAgain:
    'For this you must have signed in within the last 15 minutes. Sign out, sign in again, then repeat it.',
  guestHasNone: 'A guest account has no password or e-mail. Sign up first.',
  deadResetLink:
    'This link isn’t valid: it was used, has expired or was replaced. Ask for a new one.',
  sendsNoMail:
    'This server sends no e-mail. Ask an admin of your workspace, or the person who runs the server, for a link to set a new password.',
  formerMember: 'a former member',
  oidcOff: 'This server has no such sign-in set up.',
  oidcExpired: 'This sign-in was started in another window or expired. Start it again.',
  oidcRefused: 'The sign-in was refused. Start it again.',
  oidcFailed:
    "Couldn't reach the sign-in service, or it sent an unexpected reply. Try again in a moment.",

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
