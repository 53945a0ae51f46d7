/** White text on each is readable (4.5:1 and more). */
const palette = [
  '#7758f5',
  '#0b8282',
  '#c2497b',
  '#3b6fe0',
  '#b65c0b',
  '#2c8549',
  '#a445c9',
  '#64748b',
  '#c0392b',
  '#6b7a1e',
  '#8a5a44',
  '#0e7490',
]

export function colorOf(id: string): string {
  let sum = 0
  for (const char of id) sum = (sum * 31 + char.charCodeAt(0)) >>> 0
  return palette[sum % palette.length] ?? '#7758f5'
}
