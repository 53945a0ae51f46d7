/** Adds an import line among those that are there, in front of the first that sorts behind it. */
export function addImport(source: string, line: string): string {
  if (source.includes(line)) return source
  const from = (text: string): string => /from ['"]([^'"]+)['"]/.exec(text)?.[1] ?? ''
  const lines = source.split('\n')
  const imports = lines.flatMap((text, index) =>
    /^import\b.*from ['"]/.test(text) || /^\} from ['"]/.test(text) ? [index] : [],
  )
  const last = imports.at(-1)
  if (last === undefined) return `${line}\n${source.startsWith('\n') ? '' : '\n'}${source}`
  const behind = imports.find(
    (index) =>
      from(lines[index] ?? '').startsWith('@/') &&
      from(lines[index] ?? '') > from(line) &&
      /^import\b/.test(lines[index] ?? ''),
  )
  lines.splice(behind ?? last + 1, 0, line)
  return lines.join('\n')
}

/** Takes the import of one name away; an import line that brings other names too keeps those. */
export function removeImport(source: string, name: string): string {
  const alone = new RegExp(`^import (?:\\{ ${name} \\}|${name}) from ['"][^'"]+['"];?\\n`, 'm')
  if (alone.test(source)) return source.replace(alone, '')
  return source.replace(new RegExp(`(import \\{[^}]*?)(?:\\b${name},\\s*|,\\s*${name}\\b)`), '$1')
}
