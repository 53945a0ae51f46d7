const types: ReadonlyMap<string, string> = new Map([
  ['avif', 'image/avif'],
  ['bmp', 'image/bmp'],
  ['gif', 'image/gif'],
  ['ico', 'image/x-icon'],
  ['jpeg', 'image/jpeg'],
  ['jpg', 'image/jpeg'],
  ['png', 'image/png'],
  ['webp', 'image/webp'],
])

/** The media type of a picture made of pixels, by the file's extension. SVG isn't one: it is a document with scripts. */
export function pictureType(path: string): string | null {
  return types.get(path.slice(path.lastIndexOf('.') + 1).toLowerCase()) ?? null
}
