import { accountRoutes } from './account.ts'
import { albumRoutes } from './albums.ts'
import { archiveRoutes } from './archive.ts'
import { connectRoutes } from './connect.ts'
import { deletionRoutes } from './deletions.ts'
import { historyRoutes } from './history.ts'
import { keyRoutes } from './keys.ts'
import { mediaRoutes } from './media.ts'
import { remoteUploads } from './remote-uploads.ts'
import { remoteRoutes } from './remotes.ts'
import { resumableRoutes } from './resumable.ts'
import type { Route } from './route.ts'
import { sessionRoutes } from './session.ts'
import { setUpRoutes } from './set-up.ts'
import { siteRoutes } from './site.ts'
import { uploads } from './uploads.ts'
import { userRoutes } from './users.ts'

/** Every call of the API. */
export const routes: readonly Route[] = [
  ...siteRoutes,
  ...setUpRoutes,
  ...sessionRoutes,
  ...accountRoutes,
  ...keyRoutes,
  ...connectRoutes,
  ...userRoutes,
  ...historyRoutes,
  ...mediaRoutes,
  ...deletionRoutes,
  ...albumRoutes,
  ...archiveRoutes,
  ...remoteRoutes,
  ...remoteUploads,
  ...uploads,
  ...resumableRoutes,
]
