import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** The starter app's folder. */
export const template = join(import.meta.dirname, '../../../template/app')

/** The starter app's own files by path, without dependencies. */
export function templateFiles(): Map<string, string> {
  const files = new Map<string, string>()
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (/^(?:node_modules|dist|\.|bun\.lock)/.test(entry.name)) continue
      const path = join(folder, entry.name)
      if (entry.isDirectory()) visit(path)
      else files.set(relative(template, path).split(sep).join('/'), readFileSync(path, 'utf8'))
    }
  }
  visit(template)
  return files
}
