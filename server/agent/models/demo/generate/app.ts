import type { Spec } from '../parse/spec.ts'
import { enumerate } from '../parse/words.ts'
import type { Files, Section } from './code.ts'
import { type Frame, type Page, shellFiles } from './shell.ts'
import { collectionSection } from './sections/collection.ts'
import { todoSection } from './sections/todo.ts'

/** What a kind is made of. */
interface Recipe {
  frame: Frame
  /** CSS length of the page's content. */
  width: string
  tagline: string
  sections: Section[]
}

/** All files of the app that a spec describes. */
export function generateApp(spec: Spec): { files: Files; summary: string } {
  const recipe = recipeFor(spec)
  const pages: Page[] = [{ label: 'Home', path: '/', sections: recipe.sections }]
  return {
    files: shellFiles(spec, recipe.frame, recipe.tagline, recipe.width, pages),
    summary: enumerate(recipe.sections.map((section) => section.component)),
  }
}

function recipeFor(spec: Spec): Recipe {
  const { one, many } = spec.entity
  switch (spec.kind) {
    case 'todo':
      return { frame: 'app', width: '48rem', tagline: `Every ${one} in one place, done one at a time.`, sections: [todoSection(spec)] }
    default:
      return { frame: 'app', width: '76rem', tagline: `All the ${many}, easy to find again.`, sections: [collectionSection(spec)] }
  }
}
