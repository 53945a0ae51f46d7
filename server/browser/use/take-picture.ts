import type { PagePicture } from '../port.ts'
import type { Visit } from '../visit.ts'
import { withTimeout } from '../../lib/async.ts'
import { routeOf } from './watch-page.ts'

/** Longer side in pixels. */
const side = 1_024
const waitMs = 3_000

/** Of what the window shows. Null if the page doesn't answer. */
export async function takePicture(
  { page, context }: Visit,
  caption: string,
): Promise<PagePicture | null> {
  const size = page.viewportSize()
  if (size === null) return null
  const scale = Math.min(1, side / Math.max(size.width, size.height))
  const shoot = async () => {
    const session = await context.newCDPSession(page)
    const { cssVisualViewport } = await session.send('Page.getLayoutMetrics')
    const { data } = await session.send('Page.captureScreenshot', {
      format: 'jpeg',
      quality: 75,
      clip: { x: cssVisualViewport.pageX, y: cssVisualViewport.pageY, ...size, scale },
    })
    await session.detach()
    return data
  }
  const data = await withTimeout(shoot(), waitMs, () => null).catch(() => null)
  if (data === null) return null
  return {
    caption,
    route: routeOf(page.url()),
    width: Math.round(size.width * scale),
    height: Math.round(size.height * scale),
    bytes: Buffer.from(data, 'base64'),
  }
}
