import {
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type VariantColorResolverResult,
  type VariantColorsResolver,
  createTheme,
  defaultVariantColorsResolver,
} from '@mantine/core'

const yolk: MantineColorsTuple = [
  '#fff8e8',
  '#fff3d9',
  '#fde3ac',
  '#fbd07b',
  '#f8bd4b',
  '#f5b13a',
  '#f2a516',
  '#c9830a',
  '#8f5c04',
  '#5c3a00',
]

/** Light to dark; used for borders, hovers and dimmed text in the light scheme. */
const gray: MantineColorsTuple = [
  '#faf9f7',
  '#f4f2ee',
  '#f1efea',
  '#e7e3db',
  '#d8d3c8',
  '#b4aea2',
  '#6f695f',
  '#5f5a52',
  '#3b3732',
  '#1d1b18',
]

/** Text first, background last, as Mantine expects. */
const dark: MantineColorsTuple = [
  '#edeae4',
  '#d5d0c7',
  '#b0aaa0',
  '#958f84',
  '#3a3733',
  '#2a2825',
  '#201f1c',
  '#1a1917',
  '#141312',
  '#121110',
]

const tokens = {
  light: {
    '--yolk': '#f2a516',
    '--yolk-ink': '#5c3a00',
    '--yolk-hover': '#eda01a',
    '--yolk-soft': '#fff3d9',
    '--bg': '#f7f6f3',
    '--panel': '#ffffff',
    '--sunk': '#f1efea',
    '--line': '#e7e3db',
    '--line-2': '#d8d3c8',
    '--line-3': '#8d877c',
    '--ink': '#1d1b18',
    '--ink-2': '#5f5a52',
    '--ink-3': '#6f695f',
    '--ok': '#1a7a50',
    '--bad': '#c8372d',
    '--bad-soft': '#fdeceb',
    '--blue': '#2f60cf',
    '--code-comment': '#6f695f',
    '--code-string': '#1a7a50',
    '--code-number': '#a4461b',
    '--code-keyword': '#7a3fc4',
    '--code-tag': '#2f60cf',
    '--code-property': '#8f5c04',
    '--shadow': '0 1px 2px rgba(40, 30, 10, 0.05), 0 8px 24px -12px rgba(40, 30, 10, 0.18)',
    '--shadow-lift': '0 2px 4px rgba(40, 30, 10, 0.05), 0 18px 40px -18px rgba(40, 30, 10, 0.28)',
  },
  dark: {
    '--yolk': '#f5b13a',
    '--yolk-ink': '#2a1a00',
    '--yolk-hover': '#f8bd4b',
    '--yolk-soft': '#2d2413',
    '--bg': '#121110',
    '--panel': '#1a1917',
    '--sunk': '#141312',
    '--line': '#2a2825',
    '--line-2': '#3a3733',
    '--line-3': '#7d776d',
    '--ink': '#edeae4',
    '--ink-2': '#b0aaa0',
    '--ink-3': '#958f84',
    '--ok': '#4cc38a',
    '--bad': '#ef6b61',
    '--bad-soft': '#2e1a18',
    '--blue': '#7aa2ff',
    '--code-comment': '#958f84',
    '--code-string': '#4cc38a',
    '--code-number': '#f0a070',
    '--code-keyword': '#c4a2f5',
    '--code-tag': '#7aa2ff',
    '--code-property': '#e0b567',
    '--shadow': '0 1px 2px rgba(0, 0, 0, 0.4), 0 12px 32px -16px rgba(0, 0, 0, 0.7)',
    '--shadow-lift': '0 2px 4px rgba(0, 0, 0, 0.4), 0 22px 44px -18px rgba(0, 0, 0, 0.9)',
  },
}

const mantine = {
  // primary buttons read these, whatever the resolver below returns
  '--mantine-primary-color-filled-hover': 'var(--yolk-hover)',
  '--mantine-color-yolk-filled-hover': 'var(--yolk-hover)',
  '--mantine-color-body': 'var(--bg)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-2)',
  '--mantine-color-placeholder': 'var(--ink-3)',
  '--mantine-color-anchor': 'var(--blue)',
  '--mantine-color-error': 'var(--bad)',
  '--mantine-color-default': 'var(--panel)',
  '--mantine-color-default-hover': 'var(--sunk)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line-2)',
}

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: { '--r': '10px' },
  light: { ...tokens.light, ...mantine },
  dark: { ...tokens.dark, ...mantine },
})

/** Text on yellow is dark in both schemes; text is never yellow. */
function yolkVariants(resolved: VariantColorResolverResult, variant: string) {
  switch (variant) {
    case 'filled':
      return {
        background: 'var(--yolk)',
        hover: 'var(--yolk-hover)',
        color: 'var(--yolk-ink)',
        hoverColor: 'var(--yolk-ink)',
        border: '1px solid transparent',
      }
    case 'light':
      return {
        ...resolved,
        background: 'var(--yolk-soft)',
        hover: 'var(--yolk-soft)',
        color: 'var(--ink)',
      }
    case 'subtle':
    case 'transparent':
      return { ...resolved, hover: 'var(--sunk)', color: 'var(--ink-2)', hoverColor: 'var(--ink)' }
    default:
      return resolved
  }
}

const variantColorResolver: VariantColorsResolver = (input) => {
  const resolved = defaultVariantColorsResolver(input)
  switch (input.color ?? input.theme.primaryColor) {
    case 'yolk':
      return yolkVariants(resolved, input.variant)
    case 'red':
      // white text is readable on it in both schemes
      return input.variant === 'filled'
        ? {
            ...resolved,
            background: '#c8372d',
            hover: '#b02f26',
            color: '#fff',
            hoverColor: '#fff',
          }
        : resolved
    default:
      return resolved
  }
}

const sans =
  '"Inter Variable", "Inter Fallback", Inter, "Segoe UI", system-ui, "DejaVu Sans", sans-serif'

export const theme = createTheme({
  primaryColor: 'yolk',
  primaryShade: { light: 6, dark: 5 },
  colors: { yolk, gray, dark },
  black: '#1d1b18',
  variantColorResolver,
  fontFamily: sans,
  fontFamilyMonospace: '"JetBrains Mono Variable", "DejaVu Sans Mono", ui-monospace, monospace',
  headings: { fontFamily: sans, fontWeight: '620' },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  radius: { xs: '5px', sm: '7px', md: '8px', lg: '10px', xl: '14px' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  autoContrast: true,
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle', size: 'md' } },
    Tooltip: {
      defaultProps: {
        openDelay: 350,
        withArrow: false,
        events: { hover: true, focus: true, touch: false },
      },
    },
    Menu: {
      defaultProps: {
        shadow: 'md',
        offset: 6,
        transitionProps: { duration: 90 },
        // ARIA allows only items in a menu, and the placeholder isn't one.
        withInitialFocusPlaceholder: false,
      },
    },
    Modal: {
      defaultProps: {
        centered: true,
        radius: 'xl',
        overlayProps: { backgroundOpacity: 0.4 },
        closeButtonProps: { 'aria-label': 'Close' },
        // A <header> would be a second banner landmark.
        attributes: { header: { role: 'presentation' } },
      },
      styles: {
        content: { background: 'var(--panel)', border: '1px solid var(--line)' },
        header: { background: 'var(--panel)' },
        title: { fontSize: 15, fontWeight: 600 },
      },
    },
    InputWrapper: {
      styles: { label: { marginBottom: 4, fontWeight: 560 }, description: { marginBottom: 2 } },
    },
    PasswordInput: { styles: { visibilityToggle: { color: 'var(--ink-2)' } } },
    Loader: { defaultProps: { type: 'oval' } },
  },
})
