import { Button, SearchInput } from '@patternfly/react-core'
import ArrowDownIcon from '@patternfly/react-icons/dist/dynamic/icons/arrow-down-icon'
import CopyIcon from '@patternfly/react-icons/dist/dynamic/icons/copy-icon'
import DownloadIcon from '@patternfly/react-icons/dist/dynamic/icons/download-icon'
import { type ReactNode, useRef } from 'react'
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
  return (
    <div className="dd-log__tools">
      <LogSearch search={search} />
      <div className="dd-row dd-log__acts">
        {canFollow && <FollowButton isFollowing={isFollowing} onFollow={onFollow} />}
        <Act icon={<CopyIcon />} text="Copy" title="The selected text, or else the lines in sight" onClick={onCopy} />
        <Act
          icon={<DownloadIcon />}
          text="Save report"
          title="Plan, commands, output and verdict as text"
          onClick={onSave}
        />
      </div>
    </div>
  )
}

function LogSearch({ search }: Pick<Props, 'search'>) {
  const input = useRef<HTMLInputElement>(null)
  useShortcuts({
    '/': () => input.current?.focus(),
    n: () => void search.next(),
    N: () => search.previous(),
  })
  return (
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
  )
}

function FollowButton({ isFollowing, onFollow }: Pick<Props, 'isFollowing' | 'onFollow'>) {
  return (
    <Button
      variant={isFollowing ? 'tertiary' : 'secondary'}
      size="sm"
      icon={<ArrowDownIcon />}
      isDisabled={isFollowing}
      onClick={onFollow}
    >
      {isFollowing ? 'Following' : 'Follow'}
    </Button>
  )
}

function Act(props: { readonly icon: ReactNode; readonly text: string; readonly title: string; onClick(): void }) {
  return (
    <Button variant="link" size="sm" icon={props.icon} title={props.title} onClick={props.onClick}>
      {props.text}
    </Button>
  )
}
