/** A small app over the template: what it has to be called, and why. */
export interface CorpusApp {
  name: string
  files: Record<string, string>
  /** localStorage of an earlier version. */
  storage?: Record<string, string>
  /** A pattern that one of the problems has. Null: the app is good. */
  wrong: RegExp | null
}

/** An App.tsx of these statements and this markup. */
export function app(body: string, markup: string, imports = ''): string {
  return `${imports ? `${imports}\n` : ''}export default function App() {\n${body}\n  return (${markup})\n}\n`
}

export function good(name: string, code: string, files: Record<string, string> = {}): CorpusApp {
  return { name, files: { 'src/App.tsx': code, ...files }, wrong: null }
}

export function bad(
  name: string,
  wrong: RegExp,
  code: string,
  files: Record<string, string> = {},
): CorpusApp {
  return { name, files: { 'src/App.tsx': code, ...files }, wrong }
}
