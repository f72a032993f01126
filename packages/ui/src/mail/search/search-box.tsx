import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useApi, useHost } from '../../host/host.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { userLabels } from '../folders/folder-tree.ts';
import { useCommands } from '../keyboard/commands.tsx';
import { formatPlace, INBOX, parsePlace } from '../place.ts';
import { useFolders } from '../queries.ts';
import { personTyped, suggestSearch } from './suggest.ts';

const PAUSE_MS = 220;

/** Search as one types: the address holds the text, the list holds the results. */
export function SearchBox() {
  const { t, navigation } = useHost();
  const folders = useFolders();
  const place = parsePlace(navigation.path);
  const isSearch = navigation.path.startsWith('/mail') && place.box.kind === 'search';
  const inUrl = isSearch && place.box.kind === 'search' ? place.box.text : '';
  const [text, setText] = useState(inUrl);
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const inputRef = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const written = useRef(inUrl);
  const before = useRef(formatPlace(INBOX));
  const listId = useId();
  const people = usePeople(isOpen ? personTyped(text) : null);
  const labels = userLabels(folders.data ?? []).map((label) => label.name);
  const suggestions = isOpen ? suggestSearch(text, [...new Set(labels)], people) : [];

  useEffect(() => {
    if (!isSearch)
      before.current = navigation.path.startsWith('/mail') ? navigation.path : before.current;
    // Back, forward, a followed link: the box shows what the address says, unless it said it itself.
    if (inUrl !== written.current) {
      written.current = inUrl;
      setText(inUrl);
    }
  }, [inUrl, isSearch, navigation.path]);
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);

  const go = (value: string) => {
    clearTimeout(timer.current ?? undefined);
    if (value.trim() === written.current.trim() && isSearch) return;
    written.current = value;
    if (value.trim() === '') return navigation.go(before.current);
    const box = { kind: 'search', text: value, accountId: null } as const;
    navigation.go(formatPlace({ box, threadId: null, isUnreadOnly: false }), { replace: isSearch });
  };
  const change = (value: string) => {
    setText(value);
    setActive(-1);
    setOpen(true);
    clearTimeout(timer.current ?? undefined);
    // A lone operator finds nothing yet: wait for its value.
    if (!/(^|\s)-?[a-z_]+:$/i.test(value)) timer.current = setTimeout(() => go(value), PAUSE_MS);
  };
  const take = (index: number) => {
    const suggestion = suggestions[index];
    if (!suggestion) return;
    change(suggestion.text);
    inputRef.current?.focus();
  };
  const handleKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' && suggestions.length > 0) {
      setActive((active + 1) % suggestions.length);
    } else if (event.key === 'ArrowUp' && suggestions.length > 0) {
      setActive((active - 1 + suggestions.length) % suggestions.length);
    } else if ((event.key === 'Enter' || event.key === 'Tab') && active >= 0) {
      take(active);
    } else if (event.key === 'Enter') {
      setOpen(false);
      go(text);
    } else if (event.key === 'Escape') {
      if (isOpen && suggestions.length > 0) setOpen(false);
      else if (text) clear();
      else inputRef.current?.blur();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const clear = () => {
    setText('');
    setOpen(false);
    if (isSearch) go('');
  };
  useCommands({
    search: () => {
      inputRef.current?.focus();
      inputRef.current?.select();
    },
  });

  return (
    <search className="mr-search" data-open={(isOpen && suggestions.length > 0) || undefined}>
      <Icon name="search" className="mr-search-icon" />
      <input
        ref={inputRef}
        type="text"
        role="combobox"
        enterKeyHint="search"
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        maxLength={1000}
        aria-label={t('search.label')}
        aria-expanded={isOpen && suggestions.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-keyshortcuts="/"
        aria-activedescendant={active >= 0 ? `${listId}-${active}` : undefined}
        placeholder={t('search.placeholder')}
        value={text}
        onChange={(event) => change(event.target.value)}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={handleKey}
      />
      {text ? (
        <IconButton isPlain icon="close" size={16} label={t('search.clear')} onClick={clear} />
      ) : (
        <kbd className="mr-search-key">/</kbd>
      )}
      <div
        className="mr-search-list"
        role="listbox"
        id={listId}
        aria-label={t('search.suggestions')}
        hidden={suggestions.length === 0}
      >
        {suggestions.map((suggestion, index) => (
          <div
            key={suggestion.shown}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className="mr-option"
            // The field must keep the focus, or the list would close before the click.
            onMouseDown={(event) => {
              event.preventDefault();
              take(index);
            }}
          >
            <code dir="auto">{suggestion.shown}</code>
            {suggestion.hint && <span className="mr-hint">{t.optional(suggestion.hint)}</span>}
          </div>
        ))}
      </div>
    </search>
  );
}

function usePeople(typed: string | null): string[] {
  const api = useApi();
  const found = useQuery({
    queryKey: ['recipients', typed],
    enabled: typed !== null && typed.length > 0,
    queryFn: ({ signal }) => api.recipients(typed ?? '', signal),
    placeholderData: keepPreviousData,
  });
  return typed === null ? [] : (found.data ?? []).map((person) => person.email);
}
