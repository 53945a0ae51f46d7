import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { DeadEnd } from '../ui/dead-end.tsx'
import { Page } from '../ui/page.tsx'
import { openPalette } from '../ui/palette-host.tsx'

/** For addresses that lead nowhere. */
export default function NotFound() {
  return (
    <Page title="Not found" width="text">
      <DeadEnd
        title="There is nothing at this address"
        text="The link may be incomplete, or what was here has been deleted."
      >
        <Button component={Link} href="/">
          Start page
        </Button>
        <Button variant="default" onClick={openPalette}>
          Look for it
        </Button>
      </DeadEnd>
    </Page>
  )
}
