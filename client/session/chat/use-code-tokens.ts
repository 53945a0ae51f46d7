import { useEffect, useMemo, useState } from 'react'
import { grammarName } from './code-languages.ts'
import type { CodeBlockTokens } from './highlight.ts'

type Highlighter = (code: string) => readonly CodeBlockTokens[]

function plain(code: string): readonly CodeBlockTokens[] {
  return [[{ kind: 'plain', text: code }]]
}

async function loadHighlighter(language: string): Promise<Highlighter | null> {
  const name = grammarName(language)
  if (!name) return null
  const [{ createHighlighter, withinParseTime }, { loadGrammar }] = await Promise.all([
    import('./highlight.ts'),
    import('./grammars.ts'),
  ])
  const highlight = createHighlighter(await loadGrammar(name), withinParseTime)
  return (code) => {
    try {
      return highlight(code)
    } catch {
      // Colors are no reason to lose the code.
      return plain(code)
    }
  }
}

/** One plain token until the grammar is loaded. */
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
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [language])
  return useMemo(() => highlighter.highlight?.(code) ?? plain(code), [highlighter, code])
}
