import { enumerate } from './parse/words.ts'
import { isChangeRequest } from './change/intent.ts'
import { parseChanges } from './change/parse.ts'
import { kindWords } from './parse/kind.ts'

const connect =
  'To connect a real model, set `ZAI_API_KEY`, `OPENAI_API_KEY` or `ANTHROPIC_API_KEY` in the environment of the server and restart it.'

const can = `I’m the demo model: no key, no network, just rules. I can

- **make** a to-do list, landing page, dashboard, pricing page, kanban board, sign-in form, chat, blog, portfolio, gallery, calculator, timer, quiz, shop, settings page, calendar, notes, habit tracker, poll or form, and a searchable collection of anything that you can name;
- **change** it: title and texts, colours, dark mode, sections, fields, columns, items, pages, corners, fonts and layout.`

const example =
  'Try “a to-do app called Errands with priorities” or “a plant tracker with species, light and last watered, in forest green”.'

const beyondWords =
  /\b(?:back-?ends?|server-?side|(?:real |an? |the )?database|postgres\w*|mysql|mongo\w*|supabase|firebase|stripe|paypal|(?:take|accept|process|real|online|card) payments?|payments? (?:processing|gateway|system)|payments?$|compilers?|interpreters?|operating system|kernel|machine learning|neural net\w*|train (?:an? )?model|deploy\w*|app store|native (?:app|mobile)|android app|ios app|scrap(?:e|er|ing)|send (?:real )?(?:e-?mails?|sms|text messages)|oauth|(?:log|sign)[ -]?in with (?:google|github|facebook)|google login|(?:real )?authentication|blockchain|smart contracts?|(?:rest |graphql )?apis?|web ?sockets?|docker\w*|kubernetes|(?:python|bash|shell|perl|ruby) (?:script|program)|in (?:python|java|rust|go|c\+\+|swift|kotlin)|algorithm|essay|poem|unit tests?|3d game|video ?game|physics engine|multiplayer|translate)\b/i

/** An answer in words where no file needs to change; undefined for what is to be built or changed. */
export function answer(request: string): string | undefined {
  const text = request.trim()
  if (
    /^(?:hi|hello|hey|hiya|howdy|good (?:morning|afternoon|evening)|greetings|yo)\b[^.!?\n]{0,24}[.!?]*$/i.test(
      text,
    ) &&
    !buildable(text)
  ) {
    return `Hello! Tell me what to build, in a sentence. I’m the demo model, so small front ends are my thing. ${example}`
  }
  if (
    /^(?:thanks?|thank you|thx|cheers|great|nice|cool|perfect|awesome|wow|lovely|ok(?:ay)?|good job|well done)\b[^.\n]{0,40}[.!]*$/i.test(
      text,
    ) &&
    !buildable(text)
  ) {
    return 'Glad it helps. Say what to change or add next whenever you like.'
  }
  if (
    /\b(?:what (?:can|do) you (?:do|make|build|know)|who are you|what are you|help me\??$|^help\b|how do you work|which model|are you (?:an? )?(?:ai|real|gpt|claude|llm)|your (?:abilities|capabilities|limits))/i.test(
      text,
    )
  ) {
    return `${can}\n\n${example} ${connect}`
  }
  if (
    /\b(?:connect|use|set up|switch to)\b.{0,24}\b(?:real|another|other|openai|anthropic|claude|gpt|better) ?(?:model|llm|api)?\b/i.test(
      text,
    ) &&
    !buildable(text)
  ) {
    return `${connect} From then on it answers in every session. Until then the demo model is here.\n\n${can}`
  }
  const beyond = tooMuch(text)
  if (beyond !== undefined) return refusal(beyond)
  if (isQuestion(text)) {
    return `I’m the demo model and can’t answer questions like that: I only make and change front ends by rules. ${example}\n\n${connect}`
  }
  return undefined
}

/** A sentence on what a request asks for beyond a front end, for the end of a build; else empty. */
export function leftOut(request: string): string {
  const found = beyondWords.exec(request)?.[0]
  if (found === undefined || /^(?:an? |the )?(?:database|apis?|algorithm|in )/i.test(found))
    return ''
  return ` It is a front end only: ${found.trim()} is beyond the demo model, so that part is not there. ${connect}`
}

export function missingTools(names: string[]): string {
  return `I can’t work on files here: ${enumerate(names.map((name) => `\`${name}\``))} ${names.length === 1 ? 'is' : 'are'} not among my tools. Nothing was changed.`
}

/** When nothing in a request about an existing app was understood. */
export function notUnderstood(): string {
  return `I did not find a change in that which I know how to make, so I left the files alone. I’m the demo model and know these: rename the title or replace a text (“change ‘A’ to ‘B’”), “make it green” or “#ff8800”, dark mode, a dark-mode switch, add, move or remove a section, field, column, item or page, rounded or sharp corners, fonts, grid, list or table, wider or narrower, sidebar or top navigation.\n\nFor anything else a real model is needed. ${connect}`
}

/** Things that look like an app's name but are programs with rules of their own. */
const games =
  /^(?:[\w' ,]+\s)?(?:tic[- ]?tac[- ]?toe|chess|checkers|tetris|snake|pong|minesweeper|sudoku|wordle|(?:memory|card|board|arcade|platform|puzzle|guessing|browser)?\s?game|(?:music|video|audio|media) player|(?:photo|video|image|code|text|markdown) editor|weather(?: app| forecast| page)?|emulator|simulator|(?:drawing|paint(?:ing)?) app)(?:\s+(?:called|named|for|with|about)\b.*)?[.!]?$/i

function refusal(what: string): string {
  return `That is beyond me: ${what} needs more than the demo model’s rules, and I would rather not pretend. Nothing was changed.\n\n${can}\n\n${connect}`
}

function tooMuch(text: string): string | undefined {
  const game =
    games.test(text) && !buildable(text.replace(/\bapp\b/gi, '')) && !isChangeRequest(text)
  if (game)
    return text.replace(/^(?:(?:please|build|make|create|me|us)\s+)+/i, '').replace(/[.!]$/, '')
  const found = beyondWords.exec(text)
  if (found === null) return undefined
  const before = text.slice(0, found.index)
  if (
    /\b(?:about|for|of|on)\s+(?:[\w-]+\s+){0,3}$/i.test(before) ||
    /^(?:an? |the )?database\b.{0,4}(?:of|for)\b/i.test(text.slice(found.index))
  )
    return undefined
  if (buildable(before) || parseChanges(text).length > 0) return undefined
  return found[0].trim().replace(/^in /, 'a program in ')
}

/** Whether a text names something that can be made. */
function buildable(text: string): boolean {
  return (
    kindWords.some(([, pattern]) => pattern.test(text)) ||
    /\b(?:build|make|create|design|app|website|site|page|tracker)\b.*\b(?:app|site|page|tracker|list|for|of|called)\b/i.test(
      text,
    )
  )
}

function isQuestion(text: string): boolean {
  if (
    /\b(?:can|could|would|will) (?:you|we|i)\b.*\b(?:make|build|create|add|change|remove|move|use|turn|rename|have|get|set|put|show|give|design|replace|delete)\b/i.test(
      text,
    )
  )
    return false
  if (/^(?:what about|how about|why not)\b/i.test(text)) return false
  return (
    /^(?:what(?:'s| is| are| does| do| was| were)?|why|how|when|who|whose|where|which|is|are|was|were|does|do|did|has|have|should|tell me|explain|define|calculate \d)\b/i.test(
      text,
    ) &&
    (text.includes('?') || /^(?:what|why|how|when|who|where|explain|tell me|define)/i.test(text)) &&
    !/\b(?:build|make|create|add|remove|rename) (?:me |it |the |an? )/i.test(text)
  )
}
