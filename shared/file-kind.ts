const kinds: ReadonlyMap<string, string> = new Map([
  ['avif', 'AVIF picture'],
  ['bmp', 'BMP picture'],
  ['gif', 'GIF picture'],
  ['ico', 'icon'],
  ['jpeg', 'JPEG picture'],
  ['jpg', 'JPEG picture'],
  ['png', 'PNG picture'],
  ['webp', 'WebP picture'],
  ['eot', 'font'],
  ['otf', 'OpenType font'],
  ['ttf', 'TrueType font'],
  ['woff', 'WOFF font'],
  ['woff2', 'WOFF2 font'],
  ['mp3', 'MP3 sound'],
  ['mp4', 'MP4 video'],
  ['ogg', 'Ogg sound'],
  ['wav', 'WAV sound'],
  ['webm', 'WebM video'],
  ['pdf', 'PDF document'],
  ['wasm', 'WebAssembly module'],
  ['gz', 'archive'],
  ['zip', 'ZIP archive'],
])

/** What a binary file is, by its name. */
export function fileKind(path: string): string {
  return kinds.get(path.slice(path.lastIndexOf('.') + 1).toLowerCase()) ?? 'binary file'
}

export function sizeText(bytes: number): string {
  if (bytes < 1_000) return bytes === 1 ? '1 byte' : `${bytes} bytes`
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}

/** Such as “PNG picture, 12.4 kB”. */
export function describeBinary(path: string, bytes: number): string {
  return `${fileKind(path)}, ${sizeText(bytes)}`
}
