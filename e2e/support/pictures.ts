import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'

const looks = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 390, height: 844 } },
  { name: 'phone-dark', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
] as const

/** Takes pictures in both color schemes and for desktop and phone, into SCREENSHOTS_DIR if set. */
export async function photographer(outputDir: string) {
  const folder = process.env['SCREENSHOTS_DIR'] ?? join(outputDir, '..', 'screenshots')
  await mkdir(folder, { recursive: true })
  return async (
    page: Page,
    name: string,
    before?: (page: Page, phone: boolean) => Promise<void>,
  ) => {
    for (const look of looks) {
      await page.setViewportSize(look.viewport)
      await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' })
      await expect(page.locator('html')).toHaveAttribute(
        'data-mantine-color-scheme',
        look.colorScheme,
      )
      await before?.(page, look.viewport.width < 760)
      await page.screenshot({
        path: join(folder, `${name}-${look.name}.png`),
        animations: 'disabled',
      })
    }
    await page.setViewportSize(looks[0].viewport)
  }
}
