export const findBrowser: () => string | null
export const isBrowser: (path: string) => boolean
