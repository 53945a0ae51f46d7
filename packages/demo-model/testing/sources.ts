import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Every source file of the model itself, without its tests. */
export function sourceFiles(): string[] {
  const root = join(import.meta.dirname, '..')
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(
      (path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.startsWith('testing'),
    )
    .map((path) => join(root, path))
}
