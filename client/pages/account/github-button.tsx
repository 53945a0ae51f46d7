import { Button } from '@mantine/core'
import { IconBrandGithub } from '@tabler/icons-react'
import { trpc } from '../../api.ts'
import classes from './account.module.css'

export function GithubButton() {
  const info = trpc.app.info.useQuery(undefined, { staleTime: 300_000 })
  if (!info.data?.github) return null
  return (
    <>
      <Button
        component="a"
        href="/auth/github"
        variant="default"
        fullWidth
        leftSection={<IconBrandGithub size={17} stroke={1.8} aria-hidden />}
      >
        Continue with GitHub
      </Button>
      <div className={classes.or}>or</div>
    </>
  )
}
