export const settingsWords = {
  accountFailed: 'Couldn’t load your account.',
  signedOut: 'You’re signed out. Sign in to change your name.',
  nameHint: 'Shown on your messages, your cursor and your avatar.',
  nameSaved: 'Name saved.',
  nameFailed: 'Couldn’t save the name.',
  guest: 'You’re using a guest account. As a guest you can only get back in from this browser.',
  theme: 'Match the system theme, or choose one. Saved in this browser.',
}

export const modelsWords = {
  lead: 'Each session chooses its own model in its top bar.',
  failed: 'Couldn’t load the models.',
  builtIn: 'Built in, needs no key',
  connect:
    'The demo model isn’t an AI model. It works offline without a key, and builds and changes common kinds of apps. For anything else, connect an AI model: set its variables in the server’s environment or .env file, then restart the server.',
  openAi: 'OpenAI or any compatible API',
}
