/** The project's own lint rules; `.oxlintrc.json` turns them on. */

const screaming = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/
const functions = new Set(['ArrowFunctionExpression', 'FunctionExpression'])

/** Ignores typed functions: a declaration can't have a type. */
const topLevelFunction = {
  create(context) {
    const check = (declaration) => {
      if (declaration?.type !== 'VariableDeclaration') return
      for (const { id, init } of declaration.declarations) {
        if (!init || !functions.has(init.type) || id.typeAnnotation) continue
        context.report({
          node: id,
          message: `Declare ${id.name} with "function": functions at the top level are declarations.`,
        })
      }
    }
    return {
      Program({ body }) {
        for (const statement of body)
          check(statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement)
      },
    }
  },
}

/** Ignores constructors: there is no `#constructor`. */
const hashPrivate = {
  create(context) {
    const check = (node) => {
      if (node.accessibility !== 'private' || node.kind === 'constructor') return
      context.report({ node, message: 'Name a private member with #, without the keyword.' })
    }
    return {
      PropertyDefinition: check,
      MethodDefinition: check,
      AccessorProperty: check,
      TSParameterProperty: check,
    }
  },
}

/** Ignores class members: platform interfaces such as WebSocket have such names. */
const camelCaseConstant = {
  create(context) {
    return {
      VariableDeclarator({ id }) {
        if (id.type !== 'Identifier' || id.name.length < 2 || !screaming.test(id.name)) return
        context.report({ node: id, message: `Name the constant ${id.name} in camelCase.` })
      },
    }
  },
}

export default {
  meta: { name: 'house' },
  rules: {
    'top-level-function': topLevelFunction,
    'hash-private': hashPrivate,
    'camel-case-constant': camelCaseConstant,
  },
}
