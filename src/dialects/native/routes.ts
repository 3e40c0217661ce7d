import type { Route } from './route.ts'

/** Every call of the API. */
export const routes: readonly Route[] = []
