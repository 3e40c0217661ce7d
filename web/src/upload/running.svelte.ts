/** What every page shows of the uploads, in the little that is loaded with all of them. */
export const running = $state({
  /** How many are in the queue. */
  count: 0,
  percent: 0,
  /** Whether some are on their way; else they wait for the person. */
  busy: false,
  /** How many files an earlier page has left. */
  left: 0,
  /** The sheet over other pages than the home page is open. */
  sheet: false,
  /** This is the window that another site's upload button has opened. */
  forum: false,
})

/** In the browser's storage while something is kept of any page's queue: who has none loads no code to look. */
export const leftFlag = 'tintype-queue'
