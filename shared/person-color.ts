const palette = [
  '#7c5cff',
  '#0ea5a4',
  '#e2558f',
  '#3b6fe0',
  '#c2620c',
  '#2f8f4e',
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
  return palette[sum % palette.length] ?? '#7c5cff'
}
