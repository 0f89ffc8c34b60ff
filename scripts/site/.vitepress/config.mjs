// The site of the documentation: what stands where. A link that leads nowhere stops the build.
import { pages } from '../pages.mjs';

const { home, sidebar } = pages();

// oxlint-disable-next-line no-default-export -- as the generator reads it
export default {
  title: 'at2qbo',
  description: 'Moves Autotask invoices to QuickBooks Online, each exactly once, to the cent.',
  srcDir: './.pages',
  outDir: '../../dist/site',
  cacheDir: './node_modules/.cache',
  cleanUrls: false,
  lastUpdated: false,
  markdown: { html: false },
  vite: { logLevel: 'warn' },
  themeConfig: {
    nav: [
      { text: 'Getting started', link: '/getting-started' },
      { text: 'Commands', link: '/commands' },
      { text: 'Settings', link: '/settings' },
      { text: 'Errors', link: '/errors' },
      { text: 'Changes', link: '/changelog' },
    ],
    sidebar,
    outline: { level: [2, 3] },
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: home }],
  },
};
