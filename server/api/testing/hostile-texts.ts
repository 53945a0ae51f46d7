/** Texts that have broken programs: refused by databases, invisible, turning, endless. */
export const hostileTexts: Record<string, string> = {
  NUL: 'a\0b',
  'NUL alone': '\0',
  'NUL, escaped': '\\u0000 \\0 %00',
  'high surrogate': 'half \ud83d',
  'low surrogate': '\udc4d half',
  override: 'Ada\u202etxt.exe',
  'line breaks': 'Ada\r\nBen\u2028Cleo\u0085Dan',
  escape: '\u001b[31mred\u0007\u009b0m',
  accents: `e${'\u0301'.repeat(1_000)}`,
  'accents alone': '\u0301\u0302',
  'zero width': '\u200b\u200c\u200d\u2060\ufeff',
  noncharacter: 'a\uffff\ufdd0',
  'words of SQL': "'; drop table users; -- $1 %s \\",
  'an ancestor': '__proto__',
}

/** Longer than a URL may be. */
export const longText = 'x'.repeat(1_000_000)
