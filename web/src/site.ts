import type { Site as WireSite } from '../../src/dialects/native/wire-people.ts'

/** The site, and who asks: `GET /api/site`. */
export type Site = WireSite

/** Shown when the site cannot be asked, on the page that says so. */
export const unknownSite: Site = {
  name: 'Tintype',
  base: '',
  url: '',
  signUp: false,
  private: false,
  explore: false,
  setUp: false,
  locale: 'en',
  timeZone: 'UTC',
  hasHistory: false,
  historyByAddress: false,
  categories: [],
  limits: {
    mayUpload: false,
    mayUploadUrls: false,
    maxFileBytes: 0,
    kinds: [],
    metadata: 'strip-all',
    posters: false,
    parallel: 3,
    resumableFrom: 16_000_000,
  },
}
