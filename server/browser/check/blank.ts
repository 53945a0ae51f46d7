import type { Page } from 'playwright-core'
import { eyesOf } from './look.ts'

/** Fewer points than these differ from the most common colour: nothing is painted. */
const paintedPoints = 20

export interface Painted {
  jpeg: Buffer
  isBlank: boolean
}

export async function paint(page: Page): Promise<Painted> {
  const jpeg = await page.screenshot({
    type: 'jpeg',
    quality: 80,
    animations: 'disabled',
    caret: 'hide',
    scale: 'css',
  })
  const points = await eyesOf(page).paintedPoints(jpeg.toString('base64'))
  return { jpeg, isBlank: points < paintedPoints }
}

/** Neither text nor anything else that takes room. */
export async function hasContent(page: Page): Promise<boolean> {
  const { text, things } = await eyesOf(page).seen()
  return text > 0 || things > 0
}

/** Shapes of styles alone are content too. */
export async function showsNothing(page: Page): Promise<boolean> {
  return !(await hasContent(page)) && (await paint(page)).isBlank
}
