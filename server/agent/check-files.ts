import type { Agent, AppCheck } from '../agent-port/agent.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { orAbort } from '../lib/async.ts'
import { checkApp, foundProblems } from './tools/check-app.ts'

/** As the gate checks a run's files. */
export async function checkFiles(context: Parameters<Agent['check']>[0]): Promise<AppCheck> {
  const { ok, result } = await orAbort(checkApp.run({}, context), context.signal)
  if (ok) return { ok, problems: [] }
  if (!foundProblems(result)) throw new AppError('sandbox_failed', result)
  // without the lines of source below a problem
  const problems = result.split('\n').slice(1)
  return { ok, problems: problems.filter((line) => !/^\d+ \| /.test(line)) }
}
