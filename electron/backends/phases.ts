/** What a person reads beside the bar. A phase keeps its name as long as it lasts: its clock starts with the name. */

export const READING = 'Reading the manifest'
export const FETCHING = 'Fetching layers'
export const WRITING = 'Writing the deployment. This step reports no percentage.'
/** The backend's own claim; whether it is true is asked of its status afterwards. */
export const QUEUED = 'Queued for the next restart'
