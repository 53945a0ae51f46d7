import { trpc } from '../../api.ts'

/** Does nothing if the user is signed in. */
export function useGuest(): () => Promise<void> {
  const utils = trpc.useUtils()
  const guest = trpc.auth.guest.useMutation()
  return async () => {
    const me = utils.auth.me.getData() ?? (await utils.auth.me.fetch(undefined, { staleTime: 0 }))
    if (!me) utils.auth.me.setData(undefined, await guest.mutateAsync())
  }
}
