import { createNoBrowser } from '../no-browser.ts'

export const noBrowser = createNoBrowser('This test has no browser.')
