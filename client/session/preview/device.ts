/** The screens that the preview can be seen at; `width` in CSS pixels, null for all there is. */
export const devices = [
  { id: 'desktop', label: 'Desktop', width: null },
  { id: 'tablet', label: 'Tablet', width: 820 },
  { id: 'phone', label: 'Phone', width: 390 },
] as const

export type Device = (typeof devices)[number]
