export const linkWords = {
  copied: 'Link copied.',
  resetWarning: 'The old link stops working.',
  resetFailed: 'Couldn’t reset the link.',
  revokeFailed: 'Couldn’t revoke the link.',
}

const until = new Intl.RelativeTimeFormat('en')

export const inviteListWords = {
  failed: 'Couldn’t load the invites.',
  none: 'No active invites. Create a link to invite people.',
  createFailed: 'Couldn’t create the invite.',
  uses: (uses: number, max: number | null) => {
    if (max !== null) return `${uses} of ${max} joined`
    return uses === 0 ? 'Not used yet' : `${uses} joined`
  },
  /** `hours` from now. */
  expires: (hours: number) =>
    hours < 36
      ? `expires ${until.format(Math.max(1, Math.round(hours)), 'hour')}`
      : `expires ${until.format(Math.round(hours / 24), 'day')}`,
  neverExpires: 'never expires',
  createdBy: (name: string, at: Date) =>
    `created by ${name}, ${at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}`,
}
