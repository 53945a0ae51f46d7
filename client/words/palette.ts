export const paletteWords = {
  placeholder: 'Go to a page or session…',
  none: 'No results.',
}
