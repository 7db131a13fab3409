import { execa } from 'execa'

const FORMAT = '$(ORIGIN)/$(LABEL) $(REPO_URI)'

/** Where this computer gets its own Debian packages from (apt-get(8), indextargets): the lab asks nobody else. */
export async function debianMirror(): Promise<string> {
  const { stdout } = await execa('apt-get', ['indextargets', '--format', FORMAT, 'Created-By: Packages'])
  const mirror = stdout
    .split('\n')
    .find(line => line.startsWith('Debian/Debian '))
    ?.split(' ')[1]
  if (mirror === undefined) throw new Error('apt on this computer knows no mirror of Debian: run apt-get update')
  return mirror
}
