import { parseSpec, type Spec } from '../parse/spec.ts'
import type { Draft } from './draft.ts'
import { cut, findObject, stringProperty } from './surgery.ts'

/** A spec for parts that join an app that is there: its name, and nothing else decided. */
export function specOf(draft: Draft, words = ''): Spec {
  const config = draft.get('src/config.ts')
  const app = config === undefined ? undefined : findObject(config, 'app')
  const name =
    config === undefined || app === undefined ? undefined : stringProperty(cut(config, app), 'name')
  const spec = parseSpec(words)
  return { ...spec, name: name ?? 'this app' }
}
