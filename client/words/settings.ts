export const settingsWords = {
  accountFailed: 'Couldn’t load your account.',
  signedOut: 'You’re signed out. Sign in to change your account.',
  nameHint: 'Shown on your messages, your cursor and your avatar.',
  nameSaved: 'Name saved.',
  nameFailed: 'Couldn’t save the name.',
  guest: 'You’re using a guest account. As a guest you can only get back in from this browser.',
  passwordSet: 'Password',
  noEmail: 'None. Add one to sign in with a password.',
  otherProvider: 'another site',
  theme: 'Match the system theme, or choose one. Saved in this browser.',
}

export const accountDialogWords = {
  current: 'Current password',
  passwordTitle: 'Change password',
  firstPasswordTitle: 'Set a password',
  passwordLead: 'All your other devices will be signed out.',
  passwordFailed: 'Couldn’t change the password.',
  emailTitle: 'Change e-mail',
  firstEmailTitle: 'Add e-mail',
  emailFailed: 'Couldn’t change the e-mail.',
  deleteFailed: 'Couldn’t delete the account.',
}

export const deviceWords = {
  lead: 'Where you’re signed in. Sign out what you don’t recognize, and change your password.',
  failed: 'Couldn’t load your devices.',
  unknown: 'Unknown browser',
  signOutFailed: 'Couldn’t sign out that device.',
  everywhereFailed: 'Couldn’t sign out your devices.',
  everywhereWarning: 'This device too.',
}

export const deletionWords = {
  lead: 'Your own workspaces are deleted. What you made in others’ workspaces stays there, without your name.',
  title: 'Delete your account?',
  guestTitle: 'Delete your guest account?',
  previewFailed: 'Couldn’t load what would be deleted.',
  blocked:
    'You own workspaces with other members. Transfer them in their settings first, or remove the others:',
  deleted: (name: string, sessions: number) =>
    `${name} is deleted${sessions === 0 ? '' : `, with its ${sessions === 1 ? 'session' : `${sessions} sessions`}`}.`,
  left: (name: string) => `You leave ${name}. Your work there stays, by “a former member”.`,
  final: 'Your name, e-mail and sign-in are deleted at once. This can’t be undone.',
}

export const modelsWords = {
  lead: 'Each session chooses its own model in its top bar.',
  failed: 'Couldn’t load the models.',
  builtIn: 'Built in, needs no key',
  connect:
    'The demo model isn’t an AI model. It works offline without a key, and builds and changes common kinds of apps. For anything else, connect an AI model: set its variables in the server’s environment or .env file, then restart the server.',
  openAi: 'OpenAI or any compatible API',
}
