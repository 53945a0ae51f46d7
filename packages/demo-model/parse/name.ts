import { sentence, unquote } from './words.ts'

const stop =
  '(?=\\s+(?:with|that|which|where|for|using|including|featuring|having|to|who|so|in (?:dark|light|an?|the)|on|and (?:make|add|use|give|a|an|it|the)|it|whose|has|should|please|about|by|as)\\b|\\s*[,;:!?()\\n]|\\.\\s|\\.$|\\s*$|\\s+[-–—]\\s)'

const said =
  '(?:called|named|titled|entitled|by the name of|with the (?:name|title)|(?:the )?(?:name|title)(?: is|:)|call it|name it)'

/** The name that a person gave the app, and the text without that phrase. */
export function findName(text: string): { name?: string; rest: string } {
  const patterns = [
    new RegExp(`\\s*,?\\s*\\b${said}:?\\s+(["“«'‘\`][^"”»'’\`]+["”»'’\`])`, 'iu'),
    new RegExp(`\\s*,?\\s*\\b${said}:?\\s+(\\S.{0,60}?)${stop}`, 'iu'),
  ]
  for (const pattern of patterns) {
    const match = pattern.exec(text)
    const name = match?.[1] === undefined ? '' : clean(match[1])
    if (match !== null && name !== '') {
      const rest = `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`
      return {
        name,
        rest: rest
          .replace(/[ \t]+/g, ' ')
          .replace(/ ([,.;:!?])/g, '$1')
          .trim(),
      }
    }
  }
  return findUnsaidName(text)
}

/** `Build Plantly, a plant tracker`, `Plantly: a plant tracker`, `"Plantly" app`. */
function findUnsaidName(text: string): { name?: string; rest: string } {
  const leading =
    /^(?:(?:[Pp]lease )?(?:[Bb]uild|[Mm]ake|[Cc]reate|[Dd]esign|[Ww]rite)(?: me| us)?\s+)?["“]?(\p{Lu}[\p{L}\p{N}&'’.-]*(?: \p{Lu}[\p{L}\p{N}&'’.-]*){0,3})["”]?\s*(?:,|:|-|–|—)\s*((?:an?|the|my|our)\s.+)$/su.exec(
      text,
    )
  if (
    leading?.[1] !== undefined &&
    !/^(?:Hi|Hello|Hey|Please|Build|Make|Create|Ok|Okay|Thanks)$/.test(leading[1])
  ) {
    return { name: clean(leading[1]), rest: leading[2] ?? '' }
  }
  const quoted = /["“«]([^"”»]{1,60})["”»]\s+(?:app|site|website|page|web app)\b/u.exec(text)
  if (quoted?.[1] !== undefined) {
    return {
      name: clean(quoted[1]),
      rest: text.replace(quoted[0], quoted[0].slice(quoted[1].length + 2)),
    }
  }
  return { rest: text }
}

function clean(name: string): string {
  const bare = unquote(name)
    .replace(/\s+/g, ' ')
    .replace(/[.,;:]+$/, '')
    .slice(0, 60)
    .trim()
  return /^\p{Ll}+$/u.test(bare) ? sentence(bare) : bare
}
