import { useEffect, useMemo, useState } from 'react'
import { grammarName } from './code-languages.ts'
import type { CodeBlockTokens } from './highlight.ts'

type Highlighter = (code: string) => readonly CodeBlockTokens[]

/** Parsers and colors are fetched with the first code block that needs them. */
async function loadHighlighter(language: string): Promise<Highlighter | null> {
  const name = grammarName(language)
  if (!name) return null
  const [{ createHighlighter }, { loadGrammar }] = await Promise.all([
    import('./highlight.ts'),
    import('./grammars.ts'),
  ])
  return createHighlighter(await loadGrammar(name))
}

/** The tokens of a code block, which may grow; one plain token until its grammar is there, and where there is none. */
export function useCodeTokens(code: string, language: string): readonly CodeBlockTokens[] {
  const [highlighter, setHighlighter] = useState<{ highlight: Highlighter | null }>({
    highlight: null,
  })
  useEffect(() => {
    let current = true
    setHighlighter({ highlight: null })
    loadHighlighter(language).then(
      (highlight) => {
        if (current) setHighlighter({ highlight })
      },
      // Without its grammar the code stays plain, and is as readable.
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [language])
  return useMemo(
    () => highlighter.highlight?.(code) ?? [[{ kind: 'plain', text: code }]],
    [highlighter, code],
  )
}
