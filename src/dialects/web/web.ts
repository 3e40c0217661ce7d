import type { Dialect } from '../dialect.ts'

/** The plain pages for people: upload form, viewer, deletion by link. */
export const web: Dialect = {
  name: 'web',
  routes: () => async () => {},
}
