/** Width in CSS pixels; null: full. */
export const devices = [
  { id: 'desktop', label: 'Desktop', width: null },
  { id: 'tablet', label: 'Tablet', width: 820 },
  { id: 'phone', label: 'Phone', width: 390 },
] as const

export type Device = (typeof devices)[number]
