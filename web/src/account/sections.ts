/** The pages of the settings; each name is the last part of its address. */
export const sections = [
  'profile',
  'account',
  'security',
  'sessions',
  'keys',
  'connect',
  'remotes',
  'uploads',
  'appearance',
  'data',
] as const
export type Section = (typeof sections)[number]
