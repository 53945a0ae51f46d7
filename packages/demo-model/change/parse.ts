import { type Field, parseField, parseFieldList } from '../parse/fields.ts'
import { type Theme, parseTheme } from '../parse/theme.ts'
import { listed, numberPattern, sentence, singular, toNumber, unquote } from '../parse/words.ts'

/** Where something goes: at an end, or beside something that is named. */
export type Place =
  | { at: 'top' | 'bottom' | 'up' | 'down' }
  | { at: 'before' | 'after'; words: string }

export type Part = 'section' | 'field' | 'column' | 'item' | 'page'

/** One change that a person asked for. */
export type Change =
  | { type: 'name'; name: string }
  | { type: 'wording'; what: string; to: string }
  | { type: 'replace'; from: string; to: string }
  | { type: 'theme'; theme: Theme }
  | { type: 'scheme'; mode: 'light' | 'dark' }
  | { type: 'themeSwitch'; on: boolean }
  | { type: 'addSection'; words: string; place?: Place }
  | { type: 'addField'; fields: Field[] }
  | { type: 'addColumn'; names: string[]; place?: Place }
  | { type: 'addItem'; noun: string; name: string; price?: number; column?: string }
  | { type: 'addPage'; label: string }
  | { type: 'remove'; part?: Part; words: string }
  | { type: 'rename'; part?: Part; from: string; to: string }
  | { type: 'move'; words: string; place: Place }
  | { type: 'view'; view: 'grid' | 'list' | 'table' | 'board' }
  | { type: 'gridColumns'; count: number }
  | { type: 'width'; width: 'wider' | 'narrower' | 'full' }
  | { type: 'navigation'; navigation: 'side' | 'top' }

/** Every change that a request asks for, in its order; empty when nothing in it was understood. */
export function parseChanges(request: string): Change[] {
  return clauses(request).flatMap((clause) => parseClause(clause) ?? [])
}

const verbs =
  'add|append|insert|remove|delete|drop|move|rename|change|replace|swap|turn|use|switch|set|make|give|show|put|call|hide|display|include'

/** Cuts a request where another verb begins; what stands in quotation marks stays whole. */
function clauses(request: string): string[] {
  const quotes: string[] = []
  const masked = request
    .replace(
      /"[^"]*"|“[^”]*”|«[^»]*»|‘[^’]*’|`[^`]*`|(?<=^|[\s(])'[^']*'(?=$|[\s).,;:!?])/gu,
      (quote) => {
        quotes.push(quote)
        return `\u0001${quotes.length - 1}\u0001`
      },
    )
    .replace(/^\W*(?:(?:please|ok|okay|now|then|also|next|hey|hi|and)[\s,]+)+/i, '')
    .replace(
      /^(?:(?:can|could|would|will) you|i(?:'d| would) like(?: you)? to|i want(?: you)? to|let'?s|we should|i want(?: it)?(?: to be)?|please)\s+/i,
      '',
    )
  return masked
    .split(
      new RegExp(
        `(?:[.;\\n!?]+\\s+|[.;\\n!?]+$|,?\\s+(?:and|then|also|but)\\s+(?:(?:then|also|please)\\s+)?(?=(?:${verbs})\\b)|,\\s+(?=(?:${verbs})\\b))`,
        'i',
      ),
    )
    .map((clause) =>
      clause
        .replace(/\u0001(\d+)\u0001/g, (_, index: string) => quotes[Number(index)] ?? '')
        .trim(),
    )
    .filter((clause) => clause !== '')
}

function parseClause(raw: string): Change[] | undefined {
  const clause = raw
    .replace(/[.!]+$/, '')
    .replace(/^(?:please|then|also|now)\s+/i, '')
    .trim()
  const parsers = [naming, scheme, rewording, adding, removing, moving, renaming, layout, theming]
  for (const parse of parsers) {
    const found = parse(clause)
    if (found !== undefined) return Array.isArray(found) ? found : [found]
  }
  return undefined
}

function naming(clause: string): Change | undefined {
  const name =
    /^(?:call it|name it|rename (?:it|this|the (?:app|site|page|project|title))(?: to)?|(?:change|set) (?:its|the) (?:app(?:'s)?|site(?:'s)?|page(?:'s)?)? ?(?:title|name)(?: of the (?:app|site|page))?(?: from .+?)? (?:to|as)|(?:the |its )?(?:title|name) (?:should be|is now|is)|make the (?:title|name)|the app (?:should be|is) (?:called|named)|title:)\s+(.+)$/iu.exec(
      clause,
    )?.[1]
  return name === undefined
    ? undefined
    : { type: 'name', name: unquote(name.replace(/^to\s+/i, '')) }
}

function scheme(clause: string): Change | undefined {
  const switching =
    /\b(?:(?:dark|light|theme|colou?r)[- ]?(?:mode|theme|scheme)?[- ]?(?:switch|toggle|button|switcher)|(?:switch|toggle|button) (?:for|to (?:toggle|switch|change)|between) (?:the )?(?:dark|light|theme|colou?r)|toggle (?:for )?(?:dark|light))/i
  const several = /\band (?:an? )/i.test(clause)
  if (!several && switching.test(clause))
    return { type: 'themeSwitch', on: !/^(?:remove|delete|drop|hide|no)\b/i.test(clause) }
  if (/^(?:add|allow|support|enable|offer) (?:a )?dark (?:mode|theme)$/i.test(clause))
    return { type: 'themeSwitch', on: true }
  const { mode } = parseTheme(clause)
  const only =
    /\b(?:mode|theme|scheme|default|look|background)\b/i.test(clause) ||
    /^(?:make|turn|go|switch|set|use)\b.*\b(?:dark|light)$/i.test(clause)
  if (
    mode !== undefined &&
    only &&
    !/#[0-9a-f]{3}/i.test(clause) &&
    parseTheme(clause.replace(/\b(?:dark|light)\b/gi, '')).primary === undefined
  ) {
    return { type: 'scheme', mode }
  }
  return undefined
}

const quotedText = '(["“«\'‘`].+?["”»\'’`])'

function rewording(clause: string): Change | undefined {
  const swap =
    new RegExp(
      `^(?:change|replace|swap|reword|rename)\\s+(?:the (?:text|words?|label|heading|sentence|button)\\s+)?${quotedText}\\s+(?:to|with|by|into|for)\\s+(.+)$`,
      'isu',
    ).exec(clause) ??
    /^replace\s+(?:the (?:text|words?)\s+)?(.+?)\s+(?:with|by)\s+(.+)$/isu.exec(clause) ??
    /^change\s+the (?:text|words?|label)\s+(.+?)\s+(?:to|into)\s+(.+)$/isu.exec(clause)
  if (swap?.[1] !== undefined && swap[2] !== undefined) {
    return { type: 'replace', from: unquote(swap[1]), to: unquote(swap[2]) }
  }
  const said =
    /^(?:change|set|make|let)\s+(?:the\s+)?(headline|heading|tagline|subtitle|sub-?heading|slogan|description|intro(?:duction)?(?: text)?|greeting|question|button(?: text| label)?|call to action|footer text)\s+(?:text\s+)?(?:to(?: say| read)?|say|read|be|into)\s+(.+)$/isu.exec(
      clause,
    ) ??
    /^(?:the\s+)?(headline|heading|tagline|subtitle|slogan|description|greeting|question|button(?: text| label)?)\s+should (?:say|read|be)\s+(.+)$/isu.exec(
      clause,
    )
  if (said?.[1] === undefined || said[2] === undefined) return undefined
  return { type: 'wording', what: said[1].toLowerCase(), to: unquote(said[2]) }
}

const add =
  '(?:add|append|insert|include|put in|create|give (?:it|them|each \\w+|every \\w+)|i (?:need|want)|we need)'

function adding(clause: string): Change[] | undefined {
  if (!new RegExp(`^${add}\\b`, 'i').test(clause)) return undefined
  const rest = clause.replace(new RegExp(`^${add}\\s+`, 'i'), '')
  const several = rest.split(/,?\s+and\s+(?=(?:an?|another)\s)/i).map(addingOne)
  const found = several.flatMap((changes) => changes ?? [])
  return several.includes(undefined) ? addingOne(rest) : found
}

function addingOne(rest: string): Change[] | undefined {
  const switching = scheme(`add ${rest}`)
  if (switching !== undefined) return [switching]
  const { text, place } = takePlace(rest)
  const what = text.replace(
    /^(?:(?:an?|the|another|one more|some|also)\s+)?(?:new\s+|more\s+)?/i,
    '',
  )
  if (/^(?:side ?bar|side navigation|side nav)\b/i.test(what)) {
    return [{ type: 'navigation', navigation: 'side' }]
  }
  if (/^(?:top (?:bar|nav\w*|navigation)|nav ?bar)\b/i.test(what)) {
    return [{ type: 'navigation', navigation: 'top' }]
  }
  const found =
    addPage(what) ??
    addField(what) ??
    addColumn(what, place) ??
    addSection(what, place) ??
    addItem(what, text)
  if (found === undefined) return undefined
  return Array.isArray(found) ? found : [found]
}

function addPage(what: string): Change | Change[] | undefined {
  const named =
    /^(?:pages?|routes?|screens?)\s+(?:(?:called|named|titled|for|about|with|:)\s*)?:?\s*(.+)$/iu.exec(
      what,
    )?.[1]
  const before = /^(.+?)\s+(?:pages?|screens?)(?:\s+(?:to|in|with) .*)?$/iu.exec(what)?.[1]
  const labels = named ?? before
  if (labels === undefined) return undefined
  return listed(labels).map(
    (label) => ({ type: 'addPage', label: sentence(unquote(label)) }) as const,
  )
}

function addField(what: string): Change | undefined {
  const named =
    /^(?:fields?|propert(?:y|ies)|attributes?|inputs?)\s+(?:(?:called|named|for|to (?:track|store|enter)|:)\s*)?:?\s*(?:the\s+)?(.+)$/iu.exec(
      what,
    )?.[1]
  const before =
    /^(.+?)\s+(?:fields?|propert(?:y|ies)|attributes?|inputs?)\b(?:\s+(?:to|for|in|on) .*?)?(?:\s+(?:with|of)\s+(?:the\s+)?(?:options|choices|values)\s+(.+))?$/iu.exec(
      what,
    )
  const fields =
    named === undefined
      ? before?.[1] === undefined
        ? []
        : parseFieldList(before[2] === undefined ? before[1] : `${before[1]} (${before[2]})`)
      : fieldsNamed(named)
  return fields.length === 0 ? undefined : { type: 'addField', fields }
}

/** `weight`, `weight and height`, `size with options S, M and L`, `colour (red/blue)`. */
function fieldsNamed(text: string): Field[] {
  const choice =
    /^(.+?)\s*,?\s+(?:with|of|having)\s+(?:the\s+)?(?:options|choices|values)?:?\s*(.+)$/iu.exec(
      text,
    )
  if (choice?.[1] !== undefined && choice[2] !== undefined) {
    const field = parseField(`${unquote(choice[1])} (${choice[2].replace(/\s+and\s+/g, ', ')})`)
    return field === undefined ? [] : [field]
  }
  const typed = /^["“]?(.+?)["”]?\s+(?:of type|as an?)\s+(\w+)$/iu.exec(text)
  if (typed?.[1] !== undefined && typed[2] !== undefined) {
    const field = parseField(`${typed[1]} (${typed[2]})`)
    return field === undefined ? [] : [field]
  }
  return parseFieldList(text.replace(/\s+(?:to|for|in|on) (?:the|each|every|all) .*$/i, ''))
}

function addColumn(what: string, place: Place | undefined): Change | undefined {
  const named =
    /^(?:columns?|lists?|lanes?|stages?)\s+(?:(?:called|named|titled|for|:)\s*)?:?\s*(.+)$/iu.exec(
      what,
    )?.[1]
  const before = /^(.+?)\s+(?:columns?|lanes?|stages?)$/iu.exec(what)?.[1]
  const names = named ?? before
  if (names === undefined || (before !== undefined && toNumber(before) !== undefined))
    return undefined
  return {
    type: 'addColumn',
    names: listed(names).map((name) => sentence(unquote(name))),
    ...(place === undefined ? {} : { place }),
  }
}

const knownSections =
  /^(?:hero|features?|steps|how it works|pricing(?: table)?|price table|testimonials?|reviews|faqs?|frequently asked questions|stats|statistics|gallery|team|newsletter(?: sign-?up)?|contact(?: form)?|call[- ]to[- ]action|cta|banner|about(?: us| me)?|to-?do list|kanban(?: board)?|calculator|timer|quiz|calendar|chat|poll|notes|habit tracker|charts?|figures|key figures|table|mailing list|waitlist|(?:feedback|booking|sign-?up) form)$/i

function addSection(what: string, place: Place | undefined): Change | undefined {
  const named =
    /^(?:sections?|blocks?)\s+(?:(?:called|named|titled|for|about|with|on|:)\s*)?:?\s*(?:an?\s+|the\s+)?(.+)$/iu.exec(
      what,
    )?.[1]
  const before = /^(.+?)\s+(?:sections?|blocks?)(?:\s+(?:to|on) .*)?$/iu.exec(what)?.[1]
  const bare = what.replace(
    /\s+(?:to|on) (?:the|this|my|our) (?:page|site|home ?page|app|landing page)$/i,
    '',
  )
  const words = named ?? before ?? (knownSections.test(bare) ? bare : undefined)
  if (words === undefined) return undefined
  return { type: 'addSection', words: unquote(words), ...(place === undefined ? {} : { place }) }
}

function addItem(what: string, text: string): Change | undefined {
  const price =
    /\s+(?:for|at|costing|with a price of)\s+[$€£]?(\d+(?:\.\d+)?)\s*(?:dollars|euros?|usd|eur|a month|per month)?$/iu.exec(
      what,
    )
  const bare = price === null ? what : what.slice(0, price.index)
  const into =
    /\s+(?:to|in|into|under|on)\s+(?:the\s+)?["“]?([^"”]+?)["”]?(?:\s+(?:column|list|lane|board|section|page|table|collection|shop|gallery|plans|pricing|app))?$/iu.exec(
      bare,
    )
  const named =
    /^([\p{L}-]+(?: [\p{L}-]+)?)\s*(?:,\s*)?(?:called|named|titled|saying|:)\s*(.+)$/iu.exec(
      bare,
    ) ??
    /^(item|entry|task|to-?do|card|plan|product|question|feature|testimonial|step|event|post|photo|note|project|member|habit|option)\s+(["“'‘].+)$/iu.exec(
      bare,
    )
  const target = into?.[1] === undefined ? {} : { column: into[1] }
  const amount = price?.[1] === undefined ? {} : { price: Number(price[1]) }
  if (named?.[1] !== undefined && named[2] !== undefined) {
    const name = unquote(
      into === null ? named[2] : named[2].slice(0, Math.max(1, named[2].length - into[0].length)),
    )
    return { type: 'addItem', noun: singular(named[1]), name, ...amount, ...target }
  }
  const quoted = /^(["“«'‘].+?["”»'’])/u.exec(text)?.[1]
  if (quoted !== undefined)
    return { type: 'addItem', noun: 'item', name: unquote(quoted), ...amount, ...target }
  if (
    into !== null &&
    /\b(?:list|board|shop|gallery|collection|table|column|items|plans|tasks)\b/i.test(into[0])
  ) {
    return {
      type: 'addItem',
      noun: 'item',
      name: sentence(unquote(bare.slice(0, into.index))),
      ...amount,
      ...target,
    }
  }
  return undefined
}

const parts: readonly (readonly [Part, RegExp])[] = [
  ['section', /\s+(?:sections?|blocks?)$/i],
  ['field', /\s+(?:fields?|propert(?:y|ies)|inputs?|attributes?)$/i],
  ['column', /\s+(?:columns?|lanes?|stages?)$/i],
  ['page', /\s+(?:pages?|screens?)$/i],
]

const leads: readonly (readonly [Part, RegExp])[] = [
  ['section', /^(?:sections?|blocks?)\s+(?:called |named )?/i],
  ['field', /^(?:fields?|propert(?:y|ies))\s+(?:called |named )?/i],
  ['column', /^(?:columns?|lanes?|stages?)\s+(?:called |named )?/i],
  ['page', /^(?:pages?|screens?)\s+(?:called |named )?/i],
  [
    'item',
    /^(?:items?|entr(?:y|ies)|tasks?|to-?dos?|cards?|plans?|products?|questions?|posts?|photos?|notes?|projects?|events?|habits?|members?|options?|testimonials?)\s+(?:called |named )?(?=["“'‘]|\S)/i,
  ],
]

/** Tells the kind of thing from the word before or after its name. */
function partOf(phrase: string): { part?: Part; words: string } {
  const bare = phrase.trim().replace(/^(?:the|its|that|this|an?)\s+/i, '')
  for (const [part, pattern] of leads) {
    const rest = bare.replace(pattern, '')
    if (rest !== bare && rest !== '') return { part, words: unquote(rest) }
  }
  for (const [part, pattern] of parts) {
    if (pattern.test(bare)) return { part, words: unquote(bare.replace(pattern, '')) }
  }
  return { words: unquote(bare) }
}

function removing(clause: string): Change[] | Change | undefined {
  const what =
    /^(?:remove|delete|drop|hide|get rid of|take (?:out|away)|i don'?t (?:need|want)|without)\s+(.+)$/isu.exec(
      clause,
    )?.[1]
  if (what === undefined) return undefined
  if (/^(?:the )?side ?bar\b/i.test(what)) return { type: 'navigation', navigation: 'top' }
  const bare = what.replace(
    /\s+(?:from|on|in|of) (?:the|this|my|each|every) (?:[\w-]+ )?(?:page|site|app|list|board|table|form|column|items?|collection|home ?page|landing page|cards?|shop|gallery|navigation|menu|plans?)$/i,
    '',
  )
  return bare
    .split(/,?\s+and\s+(?=the\s)/i)
    .map((one) => ({ type: 'remove', ...partOf(one) }) as const)
}

function moving(clause: string): Change | undefined {
  const what = /^(?:move|put|place|bring|shift|show)\s+(.+)$/isu.exec(clause)?.[1]
  if (what === undefined || /\b(?:nav|navigation|menu)\b/i.test(what)) return undefined
  const { text, place } = takePlace(what)
  if (place === undefined) return undefined
  return { type: 'move', words: partOf(text).words, place }
}

function takePlace(text: string): { text: string; place?: Place } {
  const beside =
    /\s+(?:right\s+|directly\s+|just\s+)?(above|below|before|after|under|underneath|over|in front of|behind|beneath)\s+(?:the\s+)?(.+)$/iu.exec(
      text,
    )
  if (beside?.[1] !== undefined && beside[2] !== undefined) {
    const at = /^(?:above|before|over|in front of)$/i.test(beside[1]) ? 'before' : 'after'
    return { text: text.slice(0, beside.index), place: { at, words: partOf(beside[2]).words } }
  }
  const end =
    /\s+(?:to|at|on|as)?\s*(?:the\s+)?(?:very\s+)?(top|start|beginning|first|bottom|end|last|up|down)(?:\s+(?:of the (?:page|list|board)|one|position|section))?$/iu.exec(
      text,
    )
  if (end?.[1] !== undefined) {
    const word = end[1].toLowerCase()
    const at = /top|start|beginning|first/.test(word)
      ? 'top'
      : word === 'up'
        ? 'up'
        : word === 'down'
          ? 'down'
          : 'bottom'
    return { text: text.slice(0, end.index), place: { at } }
  }
  return { text }
}

function renaming(clause: string): Change | undefined {
  const match =
    /^(?:rename|change)\s+(?:the\s+)?(.+?)\s+(?:to|into|as)\s+(.+)$/isu.exec(clause) ??
    /^call\s+(?:the\s+)?(.+?)\s+(["“].+["”]|\p{Lu}.*)$/su.exec(clause)
  if (match?.[1] === undefined || match[2] === undefined) return undefined
  const { part, words } = partOf(match[1])
  const isLook =
    /\b(?:colou?rs?|theme|font|typeface|background|corners?|radius|layout|view|width|accent|primary|buttons?|navigation|scheme|mode)\b/i.test(
      words,
    )
  if (isLook && part === undefined) return undefined
  return {
    type: 'rename',
    ...(part === undefined ? {} : { part }),
    from: words,
    to: unquote(match[2].replace(/^be\s+/, '')),
  }
}

function layout(clause: string): Change | undefined {
  if (
    /\bside ?bar\b|\bside (?:nav|navigation|menu)\b|\bnavigation (?:to|on) the (?:left|side)\b/i.test(
      clause,
    )
  )
    return { type: 'navigation', navigation: 'side' }
  if (
    /\btop (?:nav\w*|navigation|bar|menu)\b|\bnavigation (?:to|at|on) (?:the )?top\b/i.test(clause)
  )
    return { type: 'navigation', navigation: 'top' }
  const count = new RegExp(
    `\\b(${numberPattern})[- ](?:columns?|(?:cards?|items?|products?|photos?|pictures?)? ?(?:in a row|per row|a row|across|side by side|next to each other))\\b`,
    'i',
  ).exec(clause)?.[1]
  const number = count === undefined ? undefined : toNumber(count)
  if (number !== undefined) return { type: 'gridColumns', count: number }
  const view =
    /\b(?:as|in|use|into|to|with|show) (?:an? )?(?:[\w-]+ )?(grid|cards|tiles|list|table|board|rows|columns)(?: (?:view|layout))?\b/i
      .exec(clause)?.[1]
      ?.toLowerCase()
  if (view !== undefined && !/\b(?:switch|font|colou?r)\b/i.test(clause)) {
    const name = /grid|cards|tiles/.test(view)
      ? 'grid'
      : /table/.test(view)
        ? 'table'
        : /board|columns/.test(view)
          ? 'board'
          : 'list'
    return { type: 'view', view: name }
  }
  if (/\bfull[- ]?width\b|\bwhole width\b|\bedge to edge\b/i.test(clause))
    return { type: 'width', width: 'full' }
  if (/\bwider\b|\bmore (?:width|space|room)\b/i.test(clause))
    return { type: 'width', width: 'wider' }
  if (/\bnarrower\b|\bless wide\b|\bmore compact\b/i.test(clause))
    return { type: 'width', width: 'narrower' }
  return undefined
}

function theming(clause: string): Change | undefined {
  const asked =
    /\b(?:make|turn|use|change|set|switch|paint|colou?r|colou?rs|theme|accent|in|go|want|like|prefer|background|primary|more|less|give|with|font|typeface|corners?|round(?:ed|er)?|sharp|square)\b/i.test(
      clause,
    ) || clause.split(/\s+/).length <= 4
  if (!asked) return undefined
  const theme = parseTheme(clause, true)
  const { mode: _, ...looks } = theme
  return Object.keys(looks).length === 0 ? undefined : { type: 'theme', theme }
}
