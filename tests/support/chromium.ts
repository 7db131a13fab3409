/** The browser the tests drive: Debian's own, so nothing has to be downloaded. */

/** Playwright's `launch` options. `--no-sandbox` because tests may run as root in a container. */
export const chromiumLaunch = {
  executablePath: process.env.DRYDOCK_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}
