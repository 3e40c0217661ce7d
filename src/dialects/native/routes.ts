import type { Route } from './route.ts'
import { uploads } from './uploads.ts'

/** Every call of the API. */
export const routes: readonly Route[] = [...uploads]
