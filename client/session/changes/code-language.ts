import { defineLanguageFacet, Language } from '@codemirror/language'
import { grammarName } from '../chat/code-languages.ts'
import { loadGrammar } from '../chat/grammars.ts'

/** By the file's extension. Null: shown without colors. */
export async function loadLanguage(path: string): Promise<Language | null> {
  const name = grammarName(path.slice(path.lastIndexOf('.') + 1))
  if (!name) return null
  return new Language(defineLanguageFacet(), await loadGrammar(name))
}
