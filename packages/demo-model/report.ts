import { type Call, pathOf } from './conversation.ts'
import { enumerate } from './parse/words.ts'

/** The last words of a turn: what was done, and honestly what the check found. */
export function reportCheck(calls: Call[], failed: Call[], done: string, next: string[]): string {
  const check = calls.findLast((call) => call.name === 'check_app')
  const advice = `\n\nYou could ask next:\n${next.map((line) => `- ${line}`).join('\n')}`
  const lost = failed.length > 0 ? notSaved(failed) : ''
  if (check === undefined)
    return `${done}${lost} It has not been checked: there is no tool for that here.${advice}`
  const result = check.result ?? ''
  if (!check.failed && /^clean\b/i.test(result.trim())) {
    return `${done}${lost} It compiles, loads and runs with a clean console.${advice}`
  }
  if (checksSinceEdit(calls) > 1) {
    return 'The check still finds the same. As the demo model I can’t repair it on my own, so I leave it here.'
  }
  const problems = result
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const shown = problems.slice(0, 6).map((line) => `> ${line}`)
  const what = /^\d+ problems?\b/.test(result)
    ? 'The check is not clean'
    : 'The check itself did not work'
  return `${done}${lost}\n\n${what}, and as the demo model I can’t repair this on my own:\n\n${shown.join('\n')}\n\nYou can undo this version, change the lines above by hand, or connect a real model and ask it to fix them.`
}

function notSaved(failed: Call[]): string {
  const paths = [...new Set(failed.map(pathOf))]
  return ` Not everything could be saved: ${enumerate(paths)} (${failed[0]?.result?.split('\n')[0] ?? 'no reason given'}).`
}

/** How often the app was checked after the last change to it. */
function checksSinceEdit(calls: Call[]): number {
  const edit = calls.findLastIndex((call) => /^(?:write|edit|delete)_file$/.test(call.name))
  return calls.slice(edit + 1).filter((call) => call.name === 'check_app').length
}
