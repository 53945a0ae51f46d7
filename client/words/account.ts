export const accountWords = {
  showPassword: 'Show or hide the password',
}

export const signInWords = {
  lead: 'Welcome back.',
  leadForGuest: (name: string) => `What you made as ${name} moves to your account.`,
  newHere: 'New here?',
  forgot: 'Forgot password?',
}

export const forgotWords = {
  lead: 'Enter your e-mail. You get a link to set a new password.',
  noMailLead: 'This server doesn’t send e-mail.',
  noMail:
    'Ask an admin of your workspace for a link to set a new password. They create it on the workspace’s Members page. If they can’t, ask the person who runs this server.',
  sent: (email: string) =>
    `If ${email} has an account, a link is on its way. It works once, for one hour. Nothing there in a few minutes? Check the spam folder.`,
  failed: 'Couldn’t request the link.',
  remembered: 'Remembered it?',
}

export const resetWords = {
  checking: 'Checking the link…',
  lead: (email: string | null) =>
    email ? `For ${email}. All devices will be signed out.` : 'All devices will be signed out.',
  dead: 'This link isn’t valid',
  deadText: 'It was used, has expired or was replaced. Ask for a new one.',
  failed: 'Couldn’t set the password.',
  done: 'Password changed. Sign in with it.',
}

export const signUpWords = {
  lead: 'You get your own workspace, to build in alone or with others.',
  leadForGuest: (name: string) =>
    `You’re using a guest account (${name}). Sign up to keep your work.`,
  hasAccount: 'Already have an account?',
  passwordHint: (min: number) => `At least ${min} characters.`,
}

export const foreignWords = {
  leaving: (name: string) => `Going to ${name}…`,
  finishing: (name: string) => `Signing in with ${name}…`,
  failed: (name: string) => `Couldn’t sign in with ${name}.`,
  provider: 'the other site',
}

export const guestWords = {
  signUp: 'Sign up to keep your work',
}

export const signOutWords = {
  guestTitle: 'Sign out of your guest account?',
  guestText: (name: string) =>
    `A guest account has no password. After signing out, nobody can get back to what ${name} made. Sign up first to keep it.`,
  failed: 'Couldn’t sign out.',
}
