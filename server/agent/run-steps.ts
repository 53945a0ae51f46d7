import type { PagePicture } from '../browser/port.ts'
import type { Journal, PaidStep, SettledTool, Usage } from '../agent-port/agent.ts'
import { gateCallId, type StepWithResults } from './messages.ts'

/** This run's settled steps; those of earlier attempts are read once. */
export class RunSteps {
  readonly #journal: Journal
  readonly #steps = new Map<number, PaidStep>()
  readonly #results = new Map<string, SettledTool>()
  /** Of this attempt's calls. */
  readonly pictures = new Map<string, readonly PagePicture[]>()

  constructor(journal: Journal) {
    this.#journal = journal
  }

  async step(step: number): Promise<PaidStep | null> {
    const known = this.#steps.get(step)
    if (known) return known
    const settled = await this.#journal.settledStep(step)
    if (settled) this.#steps.set(step, settled)
    return settled
  }

  async tool(callId: string): Promise<SettledTool | null> {
    const known = this.#results.get(callId)
    if (known) return known
    const settled = await this.#journal.settledTool(callId)
    if (settled) this.#results.set(callId, settled)
    return settled
  }

  addStep(step: PaidStep): void {
    this.#steps.set(step.step, step)
  }

  addTool(tool: SettledTool): void {
    this.#results.set(tool.callId, tool)
  }

  async spentBefore(end: number): Promise<Usage> {
    const spent = { inputTokens: 0, outputTokens: 0 }
    for (let number = 0; number < end; number += 1) {
      const usage = (await this.step(number))?.usage
      spent.inputTokens += usage?.inputTokens ?? 0
      spent.outputTokens += usage?.outputTokens ?? 0
    }
    return spent
  }

  /** Includes the results of the graph's own checks. */
  async before(end: number): Promise<StepWithResults[]> {
    const steps: StepWithResults[] = []
    for (let number = 0; number < end; number += 1) {
      const step = await this.step(number)
      if (step === null) throw new Error(`Step ${number} of the run has no row.`)
      const results: SettledTool[] = []
      const gate = step.toolCalls.length === 0 ? [gateCallId(number)] : []
      for (const callId of [...step.toolCalls.map(({ id }) => id), ...gate]) {
        const settled = await this.tool(callId)
        if (settled) results.push(settled)
      }
      const { usage: _, ...settled } = step
      steps.push({ ...settled, results })
    }
    return steps
  }
}
