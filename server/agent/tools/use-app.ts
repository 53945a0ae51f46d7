import { z } from 'zod'
import { limits } from '../../../shared/limits.ts'
import type { PageAction, PageUse } from '../../browser/port.ts'
import { orAbort } from '../../lib/async.ts'
import { bringFiles } from './command.ts'
import { defineTool, done, failed } from './tool.ts'

const widths = { desktop: 1_024, phone: 390 } as const

const name = z.string().min(1).max(limits.useName)

const roles = [
  'button',
  'link',
  'tab',
  'checkbox',
  'radio',
  'switch',
  'menuitem',
  'menuitemcheckbox',
  'menuitemradio',
  'option',
  'combobox',
  'textbox',
  'slider',
  'row',
  'cell',
  'treeitem',
  'img',
  'heading',
] as const

/** One object with optional parts: some models fail at unions. */
const Action = z.object({
  do: z.enum(['go', 'click', 'type', 'choose', 'press', 'expect']),
  route: z.string().max(limits.useText).optional().describe('go: such as /tasks/3'),
  role: z.enum(roles).optional().describe('click: its role, button if left out'),
  name: name
    .optional()
    .describe('click, type, choose: the accessible name or label, as people read it'),
  text: z
    .string()
    .max(limits.useText)
    .optional()
    .describe('type: what to type in place of what is there; expect: the visible text'),
  enter: z.boolean().optional().describe('type: press Enter after it'),
  option: name.optional().describe('choose: the option of a select or a group of radios'),
  key: z.string().min(1).max(40).optional().describe('press: such as Escape or Control+K'),
  absent: z.boolean().optional().describe('expect: the text must not be shown'),
})

/** Null: a part is missing. */
function actionOf(given: z.output<typeof Action>): PageAction | null {
  const { route, role = 'button', name, text, enter, option, key, absent } = given
  switch (given.do) {
    case 'go':
      return route === undefined ? null : { do: 'go', route }
    case 'click':
      return name === undefined ? null : { do: 'click', role, name }
    case 'type':
      return name === undefined || text === undefined ? null : { do: 'type', name, text, enter }
    case 'choose':
      return name === undefined || option === undefined ? null : { do: 'choose', name, option }
    case 'press':
      return key === undefined ? null : { do: 'press', key }
    case 'expect':
      return text === undefined || text.trim() === '' ? null : { do: 'expect', text, absent }
  }
}

const needed = {
  go: 'route',
  click: 'name',
  type: 'name and text',
  choose: 'name and option',
  press: 'key',
  expect: 'text',
} as const

function report({ steps, problems, tree }: PageUse, asked: number): string {
  const tried = steps.map(({ words }, index) => `${index + 1}. ${words.replaceAll('\n', '\n   ')}`)
  const left = asked - steps.length
  if (left > 0)
    tried.push(`Not tried: ${left === 1 ? 'the last action' : `the last ${left} actions`}.`)
  const found = problems.map(
    ({ route, file, message }) => `- ${route}: ${message}${file === null ? '' : ` (${file})`}`,
  )
  return [
    ...tried,
    ...(found.length > 0 ? ['', 'Errors:', ...found] : []),
    '',
    'The page at the end:',
    tree.trim() || '(nothing that a screen reader would read)',
  ].join('\n')
}

/** False if the app was not used at all. */
export function wasUsed(result: string): boolean {
  return result.startsWith('1. ')
}

export const useApp = defineTool({
  name: 'use_app',
  description:
    'Uses the app in a browser as a person would, to try what you built: up to 12 actions, one after the other, up to the first that fails. Starts at / in a fresh browser. Returns what changed after each, errors, and the accessibility tree at the end.',
  schema: z.object({
    actions: z.array(Action).min(1).max(limits.useActions),
    phone: z.boolean().optional().describe('In a window as wide as a phone'),
  }),
  title: ({ actions }) => {
    const named = actions.map((action) => action.name ?? action.route ?? action.text ?? action.key)
    return named.filter(Boolean).join(', ')
  },
  async run({ actions: given, phone = false }, context) {
    const { browser, sandbox, sees = false, signal } = context
    const actions: PageAction[] = []
    for (const [index, one] of given.entries()) {
      const action = actionOf(one)
      if (action === null)
        return failed(`Nothing was tried. Action ${index + 1} (${one.do}) needs ${needed[one.do]}.`)
      actions.push(action)
    }
    const missing = browser.unavailable()
    if (missing !== null) return failed(`The app could not be used: ${missing}`)
    await bringFiles(context)
    const preview = await orAbort(sandbox.preview(), signal)
    const width = phone ? widths.phone : widths.desktop
    const pictures = sees ? 'end' : 'none'
    const answer = await browser.use({ preview, width, actions, pictures, signal })
    if (!answer.seen) return failed(`The app could not be used: ${answer.why}`)
    const { use } = answer
    const result = report(use, actions.length)
    const ok = use.problems.length === 0 && use.steps.every((step) => step.ok)
    return { ...(ok ? done(result) : failed(result)), pictures: use.pictures }
  },
})
