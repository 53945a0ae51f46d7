export const findBrowser: () => Promise<string | null>
