import { type Parser, parseMixed } from '@lezer/common'
import type { GrammarName } from './code-languages.ts'

async function loadScript(dialect: string): Promise<Parser> {
  const { parser } = await import('@lezer/javascript')
  return parser.configure({ dialect })
}

async function loadHtml(): Promise<Parser> {
  const [html, script, css] = await Promise.all([
    import('@lezer/html'),
    import('@lezer/javascript'),
    import('@lezer/css'),
  ])
  const inner: ReadonlyMap<string, Parser> = new Map<string, Parser>([
    ['ScriptText', script.parser],
    ['StyleText', css.parser],
  ])
  const wrap = parseMixed(({ name }) => {
    const parser = inner.get(name)
    return parser ? { parser } : null
  })
  return html.parser.configure({ wrap })
}

async function loadMarkdown(): Promise<Parser> {
  const { GFM, parser } = await import('@lezer/markdown')
  return parser.configure(GFM)
}

async function loadShell(): Promise<Parser> {
  const [{ StreamLanguage }, { shell }] = await Promise.all([
    import('@codemirror/language'),
    import('@codemirror/legacy-modes/mode/shell'),
  ])
  return StreamLanguage.define({
    ...shell,
    token: (stream, state) => {
      // The mode takes every `#` for a comment, also within a word (`a#b`, `/#/path`).
      const previous = stream.string.charAt(stream.pos - 1)
      if (stream.peek() !== '#' || !/[^\s;&|()]/.test(previous)) return shell.token(stream, state)
      stream.next()
      return null
    },
  }).parser
}

const loaders: Record<GrammarName, () => Promise<Parser>> = {
  jsx: () => loadScript('jsx'),
  typescript: () => loadScript('ts'),
  tsx: () => loadScript('ts jsx'),
  css: async () => (await import('@lezer/css')).parser,
  html: loadHtml,
  json: async () => (await import('@lezer/json')).parser,
  markdown: loadMarkdown,
  shell: loadShell,
}

const parsers = new Map<GrammarName, Promise<Parser>>()

/** A failed load is retried at the next call. */
export function loadGrammar(name: GrammarName): Promise<Parser> {
  const loading = parsers.get(name) ?? loaders[name]()
  parsers.set(name, loading)
  loading.catch(() => void parsers.delete(name))
  return loading
}
