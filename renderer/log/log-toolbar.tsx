import { Button, SearchInput } from '@patternfly/react-core'
import ArrowDownIcon from '@patternfly/react-icons/dist/dynamic/icons/arrow-down-icon'
import CopyIcon from '@patternfly/react-icons/dist/dynamic/icons/copy-icon'
import DownloadIcon from '@patternfly/react-icons/dist/dynamic/icons/download-icon'
import { useRef } from 'react'
import { useShortcuts } from '../ui/use-shortcuts.ts'
import type { useLogSearch } from './use-log-search.ts'

interface Props {
  readonly search: ReturnType<typeof useLogSearch>
  readonly isFollowing: boolean
  readonly canFollow: boolean
  onFollow(): void
  onCopy(): void
  onSave(): void
}

/** Search, follow, copy, save. */
export function LogToolbar({ search, isFollowing, canFollow, onFollow, onCopy, onSave }: Props) {
  const input = useRef<HTMLInputElement>(null)
  useShortcuts({
    '/': () => input.current?.focus(),
    n: () => void search.next(),
    N: () => search.previous(),
  })
  return (
    <div className="dd-log__tools">
      <SearchInput
        ref={input}
        className="dd-log__search"
        aria-label="Search the log"
        placeholder="Search the log  ( / )"
        value={search.text}
        resultsCount={search.words}
        onChange={(_, value) => search.setText(value)}
        onClear={() => search.setText('')}
        onNextClick={() => void search.next()}
        onPreviousClick={() => search.previous()}
        onKeyDown={event => {
          if (event.key === 'Enter') void search.next()
          if (event.key === 'Escape') search.setText('')
        }}
        isNextNavigationButtonDisabled={!search.hasMatches}
        isPreviousNavigationButtonDisabled={!search.hasMatches}
        nextNavigationButtonAriaLabel="Next match"
        previousNavigationButtonAriaLabel="Previous match"
      />
      <div className="dd-row dd-log__acts">
        {canFollow && (
          <Button
            variant={isFollowing ? 'tertiary' : 'secondary'}
            size="sm"
            icon={<ArrowDownIcon />}
            isDisabled={isFollowing}
            onClick={onFollow}
          >
            {isFollowing ? 'Following' : 'Follow'}
          </Button>
        )}
        <Button
          variant="link"
          size="sm"
          icon={<CopyIcon />}
          onClick={onCopy}
          title="The selected text, or else the lines in sight"
        >
          Copy
        </Button>
        <Button
          variant="link"
          size="sm"
          icon={<DownloadIcon />}
          onClick={onSave}
          title="Plan, commands, output and verdict as text"
        >
          Save report
        </Button>
      </div>
    </div>
  )
}
