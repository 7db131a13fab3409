/**
 * Has to be imported before anything that makes a schema: zod tries `new Function` to see whether it may compile
 * schemas, and the page's content security policy rightly refuses that, with a warning in the console.
 */
import * as z from 'zod'

z.config({ jitless: true })
