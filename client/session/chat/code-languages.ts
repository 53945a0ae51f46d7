export type GrammarName =
  | 'jsx'
  | 'typescript'
  | 'tsx'
  | 'css'
  | 'html'
  | 'json'
  | 'markdown'
  | 'shell'

const names: ReadonlyMap<string, GrammarName> = new Map<string, GrammarName>([
  ['js', 'jsx'],
  ['mjs', 'jsx'],
  ['cjs', 'jsx'],
  ['javascript', 'jsx'],
  ['jsx', 'jsx'],
  ['ts', 'typescript'],
  ['mts', 'typescript'],
  ['cts', 'typescript'],
  ['typescript', 'typescript'],
  ['tsx', 'tsx'],
  ['css', 'css'],
  ['scss', 'css'],
  ['html', 'html'],
  ['xml', 'html'],
  ['svg', 'html'],
  ['json', 'json'],
  ['md', 'markdown'],
  ['markdown', 'markdown'],
  ['sh', 'shell'],
  ['bash', 'shell'],
  ['zsh', 'shell'],
  ['shell', 'shell'],
])

export function grammarName(language: string): GrammarName | null {
  return names.get(language.toLowerCase()) ?? null
}
