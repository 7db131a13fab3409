/**
 * Why a job stops where it is without being over: what goes on goes on there, and the next process goes on with the job.
 * Cancelling is something else: that job is brought to its end.
 */

/** Drydock closes. */
export const closing = new Error('Drydock is closing')

/** The machine was away for longer than this process wants to wait. */
export const givenUp = new Error('the machine has been away for too long')
