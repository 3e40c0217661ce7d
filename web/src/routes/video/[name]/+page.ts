import { viewerLoad } from '#app/viewer/load.ts'

export const trailingSlash = 'ignore'

export const load = viewerLoad('video')
