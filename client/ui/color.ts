function channels(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

/** Relative luminance, 0 to 1 (WCAG 2.2). */
function luminance(hex: string): number {
  const [r, g, b] = channels(hex)
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

function linear(channel: number): number {
  const part = channel / 255
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}

function contrastWithWhite(hex: string): number {
  return 1.05 / (luminance(hex) + 0.05)
}

const minContrast = 4.6

/** Darkens `#rrggbb` until small white text is readable (WCAG AA). */
export function underWhite(hex: string): string {
  let color = hex
  while (contrastWithWhite(color) < minContrast) {
    const darker = channels(color).map((channel) => Math.floor(channel * 0.96))
    color = `#${darker.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
  }
  return color
}
