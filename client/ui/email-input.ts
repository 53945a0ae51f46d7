/** Not `type="email"`: browsers refuse addresses such as zoë@example.com there. */
export const emailInput = {
  inputMode: 'email',
  autoComplete: 'email',
  autoCapitalize: 'none',
  spellCheck: false,
} as const
