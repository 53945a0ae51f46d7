import { Button } from '@mantine/core'
import { IconBrandGithub, IconKey } from '@tabler/icons-react'
import { useSearchParams } from 'wouter'
import { trpc } from '../../api.ts'
import classes from './account.module.css'
import { safeNext } from './next-page.ts'

const icon = { size: 17, stroke: 1.8, 'aria-hidden': true } as const

/** Sign-in at other sites, if the server has any. They lead back to `?next=`. */
export function ForeignSignIn() {
  const info = trpc.app.info.useQuery(undefined, { staleTime: 300_000 })
  const [search] = useSearchParams()
  const next = safeNext(search.get('next'))
  const query = next === null ? '' : `?next=${encodeURIComponent(next)}`
  const { github = false, oidc = null } = info.data ?? {}
  if (!github && !oidc) return null
  return (
    <>
      {oidc && (
        <Button
          component="a"
          href={`/auth/oidc${query}`}
          variant="default"
          fullWidth
          leftSection={<IconKey {...icon} />}
        >
          Continue with {oidc}
        </Button>
      )}
      {github && (
        <Button
          component="a"
          href={`/auth/github${query}`}
          variant="default"
          fullWidth
          leftSection={<IconBrandGithub {...icon} />}
        >
          Continue with GitHub
        </Button>
      )}
      <div className={classes.or}>or</div>
    </>
  )
}
