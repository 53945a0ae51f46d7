import { type Kind, kindWords } from './kind.ts'

const lead =
  /^(?:(?:hi|hello|hey|please|ok|okay|so|now|well)\b[\s,!.]*)*(?:(?:can|could|would|will) you\s+)?(?:please\s+)?(?:(?:let'?s|i(?:'d| would) (?:like|love)(?: to)?|i (?:want|need)(?: to)?|we (?:want|need)(?: to)?|help me(?: to)?)\s+)?(?:(?:have|get|see|do)\s+(?=an?\b))?(?:(?:build|make|create|design|develop|generate|code|write|give|show|set up|put together|prototype)\s+)?(?:(?:me|us|up)\s+)?/i

const adjectives =
  /^(?:(?:an?|the|my|our|your|some|this|new|small|simple|basic|little|tiny|nice|beautiful|pretty|modern|clean|minimal|minimalist|minimalistic|elegant|sleek|cool|fancy|good|great|full|complete|quick|fast|fully|responsive|interactive|colou?rful|dark|light|searchable|sortable|filterable|online|personal|private|shared|digital|web|mobile|react|single|one|page|stylish|cute|professional|functional|working|fun|playful|better|bold|cozy|cosy|lovely|awesome|easy|useful|smart|friendly|polished|gorgeous|dark-themed|warm|bright|calm)\s+)+/i

const containerWords =
  '(?:web ?)?apps?|applications?|web ?sites?|sites?|pages?|tools?|trackers?|managers?|management|organi[sz]ers?|librar(?:y|ies)|catalog(?:ue)?s?|collections?|collectors?|lists?|director(?:y|ies)|databases?|db|inventor(?:y|ies)|logs?|loggers?|journals?|diar(?:y|ies)|planners?|box(?:es)?|archives?|ind(?:ex|exes|ices)|finders?|browsers?|registers?|registr(?:y|ies)|keepers?|vaults?|hubs?|portals?|viewers?|watch ?lists?|wish ?lists?|crm|explorers?|bank|system|ui|interface|cellar|pantry|closet|wardrobe|cabinet|binder|roster|shelf|shelves|overview|record book'

const keepVerbs =
  '(?:keep(?:s|ing)? (?:track|a record|a log) of|track(?:s|ing)?|manage|managing|manages|collect(?:s|ing)?|organi[sz](?:e|es|ing)|catalog(?:ue|uing|s)?|brows(?:e|es|ing)|stor(?:e|es|ing)|list(?:s|ing)?|log(?:s|ging)?|record(?:s|ing)?|rat(?:e|es|ing)|remember(?:s|ing)?|plan(?:s|ning)?|save|saving|monitor(?:s|ing)?|show(?:s|ing)?|sell(?:s|ing)?|review(?:s|ing)?|compar(?:e|es|ing))'

/**
 * What the app is about. `subject` is the bare noun phrase (`vintage synths`), `label` what the
 * whole thing may be titled (`Vintage synth library`); both empty when the text names nothing.
 */
export function findSubject(
  head: string,
  text: string,
  kind: Kind,
): { subject: string; label: string } {
  const core = strip(head)
  const label = core.replace(/\s+(?:for|to|of|about|in|on)\s.*$/i, '').trim()
  const subject = fromPurpose(core, text) || fromWordsBefore(core, kind)
  const cleanSubject = tidy(subject)
  const bareLabel = new RegExp(`^(?:${containerWords}|something|thing|one)$`, 'i').test(label)
  return {
    subject: cleanSubject,
    label:
      bareLabel || label === '' || label.length > 48 || label.split(/\s+/).length > 5
        ? ''
        : dropApp(label),
  }
}

function strip(text: string): string {
  return text
    .trim()
    .replace(lead, '')
    .replace(adjectives, '')
    .replace(/[.!?]+$/, '')
    .trim()
}

function fromPurpose(core: string, text: string): string {
  const patterns = [
    new RegExp(
      `\\b(?:to|for|that|which|and)\\s+(?:help (?:me |us )?(?:to )?)?${keepVerbs}\\s+(?:all )?([^,.;:!?\\n]+)`,
      'i',
    ),
    new RegExp(`^${keepVerbs}\\s+(?:all )?([^,.;:!?\\n]+)`, 'i'),
    /\b(?:for|about|of|on)\s+([^,.;:!?\n]+)/i,
  ]
  for (const [index, pattern] of patterns.entries()) {
    const source = index === 0 ? (pattern.test(core) ? core : firstClause(text)) : core
    const found = pattern.exec(source)?.[1]
    if (found !== undefined && tidy(found) !== '') return found
  }
  return ''
}

/** The request's first sentence, where a purpose may stand after `that` or `which`. */
function firstClause(text: string): string {
  return /^[^.;!?\n]*/.exec(text)?.[0] ?? ''
}

function fromWordsBefore(core: string, kind: Kind): string {
  const words = kindWords.find(([name]) => name === kind)?.[1]
  const at = words?.exec(core)
  if (at !== null && at !== undefined) {
    const before = core.slice(0, at.index)
    if (before.trim() !== '') return before
    return ''
  }
  if (kind !== 'collection') return ''
  const container = new RegExp(`^(.+?)[ -](?:${containerWords})(?:\\s.*)?$`, 'i').exec(core)
  if (container?.[1] !== undefined) return container[1]
  return new RegExp(`^(?:${containerWords}|something|thing)$`, 'i').test(core) ? '' : core
}

function tidy(phrase: string): string {
  const cut = phrase
    .replace(
      /\s+(?:with|that|which|where|including|in (?:dark|light|an?)|using|by|from|at|so|and (?:their|its|the|show|add|filter|sort|search)|I|we|you)\b.*$/i,
      '',
    )
    .trim()
    .replace(/^(?:people|users|someone|everyone) (?:who|to) .*$/i, '')
    .replace(adjectives, '')
    .replace(/^(?:all|any|every|each|different|various|my|our|the|a|an)\s+/i, '')
    .replace(new RegExp(`\\s+(?:${containerWords})$`, 'i'), '')
    .trim()
  if (/^\d+[\s-]\w+$/.test(cut)) return ''
  if (
    cut.split(/\s+/).length > 4 ||
    /^(?:me|us|it|him|her|them|things?|stuff|fun|work|free|use|this|that|what.*)$/i.test(cut)
  )
    return ''
  return cut
}

/** `Plant tracker app` to `Plant tracker`, but `Notes app` to `Notes`. */
function dropApp(label: string): string {
  return label.replace(/\s+(?:web ?)?(?:app|application)$/i, '') || label
}
