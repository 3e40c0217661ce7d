export { actions } from '#app/viewer/actions.server.ts'

import { viewerLoad } from '#app/viewer/load.server.ts'

export const trailingSlash = 'ignore'

export const load = viewerLoad('image')
