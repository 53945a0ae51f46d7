import { parser } from '@lezer/javascript'

type Node = ReturnType<typeof parser.parse>['topNode']

/** `names` as the other module exports them; `default` and `*` too. Empty if it is imported as a whole. */
export type Import = { from: string; names: string[] }

export type ModuleNames = {
  imports: Import[]
  /** Exported name to the name that it has inside, which `default` needs for people to read. */
  exports: Map<string, string>
}

const typescript = parser.configure({ dialect: 'ts jsx' })

function childrenOf(node: Node): Node[] {
  const children: Node[] = []
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child)
  return children
}

/** Pairs of `outer as inner` in braces. */
function groupOf(group: Node, text: string): Array<[first: string, second: string]> {
  const pairs: Array<[string, string]> = []
  let pair: string[] = []
  const end = () => {
    const [first, second = first] = pair
    if (first !== undefined && second !== undefined) pairs.push([first, second])
    pair = []
  }
  for (const node of childrenOf(group))
    if (node.name === ',') end()
    else if (['VariableName', 'VariableDefinition', 'default', 'String'].includes(node.name))
      pair.push(text.slice(node.from, node.to))
  end()
  return pairs
}

function importOf(node: Node, text: string): Import | null {
  const children = childrenOf(node)
  const source = children.find(({ name }) => name === 'String')
  if (!source) return null
  const group = children.find(({ name }) => name === 'ImportGroup' || name === 'ExportGroup')
  const names = group ? groupOf(group, text).map(([outer]) => outer) : []
  const star = children.some(({ name }) => name === 'Star')
  if (star) names.push('*')
  else if (node.name === 'ImportDeclaration' && node.getChild('VariableDefinition'))
    names.push('default')
  return { from: text.slice(source.from + 1, source.to - 1), names }
}

/** The names that a declaration binds; not those inside of functions and values. */
function definedBy(node: Node, text: string): string[] {
  return childrenOf(node).flatMap((child) => {
    if (child.name === 'VariableDefinition' || child.name === 'TypeDefinition')
      return [text.slice(child.from, child.to)]
    const isPart = /Pattern|PatternProperty|Declaration$/.test(child.name)
    return isPart ? definedBy(child, text) : []
  })
}

function exportsOf(node: Node, text: string): Array<[string, string]> {
  const group = node.getChild('ExportGroup')
  if (group) return groupOf(group, text).map(([inner, outer]) => [outer, inner])
  if (!node.getChild('default')) return definedBy(node, text).map((name) => [name, name])
  const value = node.getChild('VariableName')
  const inner = value ? text.slice(value.from, value.to) : definedBy(node, text)[0]
  return [['default', inner ?? 'default']]
}

/** What a module imports and exports by name. Reads TypeScript and JSX; broken places are passed over. */
export function readModuleNames(text: string): ModuleNames {
  const imports: Import[] = []
  const exports = new Map<string, string>()
  typescript.parse(text).iterate({
    enter: ({ node, name }) => {
      const isImport = name === 'ImportDeclaration' || name === 'DynamicImport'
      const found = isImport || name === 'ExportDeclaration' ? importOf(node, text) : null
      if (found) imports.push(found)
      if (name === 'ExportDeclaration')
        for (const [outer, inner] of exportsOf(node, text)) exports.set(outer, inner)
    },
  })
  return { imports, exports }
}
