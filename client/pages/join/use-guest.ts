import { trpc } from '../../api.ts'

/**
 * Signs in as a guest of that name, or with a name from the server if it is empty. A guest gets the name; nothing happens to
 * an account.
 */
export function useGuest(): (name: string) => Promise<void> {
  const utils = trpc.useUtils()
  const guest = trpc.auth.guest.useMutation()
  const namedGuest = trpc.auth.namedGuest.useMutation()
  const rename = trpc.auth.rename.useMutation()
  return async (given) => {
    const name = given.trim()
    const me = utils.auth.me.getData() ?? (await utils.auth.me.fetch(undefined, { staleTime: 0 }))
    if (me && (!me.guest || name === '' || name === me.name)) return
    const now = me
      ? await rename.mutateAsync({ name })
      : await (name === '' ? guest.mutateAsync() : namedGuest.mutateAsync({ name }))
    utils.auth.me.setData(undefined, now)
  }
}
