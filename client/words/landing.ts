/** Example prompts are in `pages/landing/template-list.ts`. */
export const landingWords = {
  documentTitle: 'FeGG · Build web front ends together',
  /** The last word is emphasized. */
  headline: ['Say what you want.', 'Watch it get built,', 'together'],
  question: 'What do you want to build?',
  tooLong: (over: number, limit: number) =>
    `${over.toLocaleString('en')} ${over === 1 ? 'character' : 'characters'} too many. The limit is ${limit.toLocaleString('en')}.`,
  startFailed: 'Couldn’t start the session.',
  asGuest: 'No sign-up needed: you start as a guest.',
  demoModel: 'no API key needed',
  templates: 'Or start from an example',
} as const
