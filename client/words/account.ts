export const accountWords = {
  showPassword: 'Show or hide the password',
}

export const signInWords = {
  lead: 'Welcome back.',
  leadForGuest: (name: string) => `What you made as ${name} moves to your account.`,
  newHere: 'New here?',
}

export const signUpWords = {
  lead: 'You get your own workspace, to build in alone or with others.',
  leadForGuest: (name: string) =>
    `You’re using a guest account (${name}). Sign up to keep your work.`,
  hasAccount: 'Already have an account?',
  passwordHint: (min: number) => `At least ${min} characters.`,
}

export const githubWords = {
  leaving: 'Going to GitHub…',
  finishing: 'Signing in with GitHub…',
  failed: 'Couldn’t sign in with GitHub.',
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
