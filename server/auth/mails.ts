export interface Mail {
  subject: string
  text: string
}

export function resetMail(name: string, address: string): Mail {
  return {
    subject: 'Set a new FeGG password',
    text: `Hello ${name},

open this link to set a new password. It works once, for one hour:

${address}

If you didn’t ask for it, ignore this e-mail: your password stays as it is.
`,
  }
}

export function passwordChangedMail(name: string): Mail {
  return {
    subject: 'Your FeGG password was changed',
    text: `Hello ${name},

the password of your account was changed, and all other devices were signed out.

If that wasn’t you, set a new one with “Forgot password?” on the sign-in page.
`,
  }
}

export function emailChangedMail(name: string, email: string): Mail {
  return {
    subject: 'Your FeGG e-mail address was changed',
    text: `Hello ${name},

you now sign in with ${email}. This old address no longer belongs to your account.

If that wasn’t you, ask the person who runs this server for help.
`,
  }
}
