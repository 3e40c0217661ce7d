import CloudUpload from '@lucide/svelte/icons/cloud-upload'
import Database from '@lucide/svelte/icons/database'
import KeyRound from '@lucide/svelte/icons/key-round'
import Lock from '@lucide/svelte/icons/lock'
import Monitor from '@lucide/svelte/icons/monitor-smartphone'
import Palette from '@lucide/svelte/icons/palette'
import Plug from '@lucide/svelte/icons/plug'
import Settings from '@lucide/svelte/icons/settings'
import UserRound from '@lucide/svelte/icons/user-round'
import Waypoints from '@lucide/svelte/icons/waypoints'

/** The pages of the settings; each name is the last part of its address. */
export const sections = [
  { name: 'profile', icon: UserRound },
  { name: 'account', icon: Settings },
  { name: 'security', icon: Lock },
  { name: 'sessions', icon: Monitor },
  { name: 'keys', icon: KeyRound },
  { name: 'connect', icon: Plug },
  { name: 'remotes', icon: Waypoints },
  { name: 'uploads', icon: CloudUpload },
  { name: 'appearance', icon: Palette },
  { name: 'data', icon: Database },
] as const
