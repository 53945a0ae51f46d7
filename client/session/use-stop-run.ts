import { trpc } from '../api.ts'
import { useSelected } from '../live/store.ts'
import { useMay, useSession } from './session-context.tsx'

/** Does nothing without the permission. */
export function useStopRun() {
  const { link, view } = useSession()
  const mayStop = useMay('run.stop')
  const running = useSelected(link.record, ({ meta }) => meta?.running ?? null)
  const mutation = trpc.runs.stop.useMutation()
  const can = mayStop && running !== null
  const pending = mutation.isPending && mutation.variables.runId === running?.runId
  return {
    can,
    pending: pending || running?.stopping === true,
    error: mutation.error,
    stop: () => {
      if (can && !pending) mutation.mutate({ sessionId: view.id, runId: running.runId })
    },
  }
}
