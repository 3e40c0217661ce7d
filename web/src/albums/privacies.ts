import Globe from '@lucide/svelte/icons/globe'
import KeyRound from '@lucide/svelte/icons/key-round'
import Link from '@lucide/svelte/icons/link'
import Lock from '@lucide/svelte/icons/lock'

/** Who may see an album, from everybody to nobody else. */
export const privacies = [
  { name: 'public', icon: Globe },
  { name: 'link', icon: Link },
  { name: 'password', icon: KeyRound },
  { name: 'private', icon: Lock },
] as const
