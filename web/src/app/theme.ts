import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const teal: MantineColorsTuple = [
  '#eaf5f5', '#d3e9ea', '#a6d3d5', '#76bcc0', '#4fa8ad', '#35999f', '#1c8489', '#0f6e74', '#0d5c63', '#0a474d',
];

// A dark that leans to the accent, so that greys do not look brown beside it.
const dark: MantineColorsTuple = [
  '#dbe3e5', '#b3bfc3', '#93a1a6', '#6f7e84', '#4a585d', '#364246', '#252f32', '#161c1e', '#111617', '#0c1011',
];

export const theme = createTheme({
  primaryColor: 'teal',
  colors: { teal, dark },
  primaryShade: { light: 8, dark: 7 },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "Liberation Mono", monospace',
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '14px', xl: '22px' },
  defaultRadius: 6,
  radius: { xs: '3px', sm: '6px', md: '6px', lg: '6px', xl: '6px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '22px', lineHeight: '28px' } } },
  components: {
    Tooltip: { defaultProps: { openDelay: 400, transitionProps: { duration: 100 } } },
    Menu: { defaultProps: { withInitialFocusPlaceholder: false, transitionProps: { duration: 100 }, shadow: 'md', position: 'bottom-end' } },
    Drawer: { defaultProps: { transitionProps: { duration: 150 }, overlayProps: { backgroundOpacity: 0.25 } } },
    Modal: { defaultProps: { transitionProps: { duration: 120 }, overlayProps: { backgroundOpacity: 0.25 } } },
    Button: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { comboboxProps: { transitionProps: { duration: 100 } } } },
  },
});

// variables makes the components' own greys and reds the page's: theirs are too
// pale to be read (AA).
export const variables: CSSVariablesResolver = () => {
  const own = {
    '--mantine-color-dimmed': 'var(--v-soft)',
    '--mantine-color-error': 'var(--s-unreachable)',
    '--mantine-color-placeholder': 'var(--v-soft)',
  };
  return { variables: {}, light: own, dark: own };
};
