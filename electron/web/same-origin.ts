/**
 * Only our own page, under our own address, may ask. A name that resolves to 127.0.0.1 (DNS rebinding) shows in Host,
 * a page of another port or site shows in Origin, which browsers send with every WebSocket and every POST
 * (RFC 6455 section 10.2, Fetch standard "Origin header").
 */

import type { IncomingHttpHeaders } from 'node:http'

const hostOf = (port: number): string => `127.0.0.1:${port}`

/** The page's origin. */
export const originOf = (port: number): string => `http://${hostOf(port)}`

/** Host is ours, and Origin too wherever one is sent. */
export const isOwnRequest = (headers: IncomingHttpHeaders, port: number): boolean =>
  headers.host === hostOf(port) && (headers.origin === undefined || headers.origin === originOf(port))

/** For requests that change or open something: Origin has to be there. */
export const isFromOwnPage = (headers: IncomingHttpHeaders, port: number): boolean =>
  isOwnRequest(headers, port) && headers.origin !== undefined
