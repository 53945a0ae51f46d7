/** Sign-in and sign-up. */
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
