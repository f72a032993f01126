import { keepPreviousData, useQuery } from '@tanstack/react-query';
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { useApi, useT } from '../../host/host.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import type { AddressView } from '../../views.ts';
import { formatAddress, isAddress, parseAddresses } from './addresses.ts';

interface Props {
  label: string;
  people: readonly AddressView[];
  hasAutoFocus?: boolean;
  onChange(people: AddressView[]): void;
  /** Stands at the end of the line. */
  children?: ReactNode;
}

const PAUSE_MS = 120;

/** Addresses as chips, with suggestions while typing; takes pasted lists. */
export function RecipientsField({ label, people, hasAutoFocus, onChange, children }: Props) {
  const t = useT();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const inputRef = useRef<HTMLInputElement>(null);
  const id = useId();
  const found = useSuggestions(text);
  const taken = new Set(people.map((person) => person.email.toLowerCase()));
  const suggestions = isOpen ? found.filter((p) => !taken.has(p.email.toLowerCase())) : [];

  const add = (more: readonly AddressView[]) => {
    const known = new Set(taken);
    const fresh = more.filter((person) => {
      const key = person.email.toLowerCase();
      return known.has(key) ? false : known.add(key);
    });
    onChange([...people, ...fresh]);
    setText('');
    setOpen(false);
  };
  const commit = () => {
    if (text.trim() === '') return false;
    add(parseAddresses(text));
    return true;
  };
  const handleKey = (event: KeyboardEvent) => {
    const chosen = suggestions[active];
    if (event.key === 'ArrowDown' && suggestions.length > 0) {
      setActive((active + 1) % suggestions.length);
    } else if (event.key === 'ArrowUp' && suggestions.length > 0) {
      setActive((active - 1 + suggestions.length) % suggestions.length);
    } else if ((event.key === 'Enter' || event.key === 'Tab') && chosen && text.trim()) {
      add([chosen]);
    } else if (event.key === 'Enter' || event.key === ',' || event.key === ';') {
      if (event.ctrlKey || event.metaKey) return;
      commit();
    } else if (event.key === ' ' && isAddress(text.trim())) {
      commit();
    } else if (event.key === 'Backspace' && text === '' && people.length > 0) {
      const last = people.at(-1);
      onChange(people.slice(0, -1));
      if (last && !isAddress(last.email)) setText(formatAddress(last));
    } else if (event.key === 'Escape' && suggestions.length > 0) {
      setOpen(false);
      event.stopPropagation();
    } else return;
    event.preventDefault();
  };
  const handlePaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData('text/plain');
    if (!/[,;\n@]/.test(pasted)) return;
    event.preventDefault();
    add(parseAddresses(text + pasted));
  };
  return (
    <div className="mr-compose-field">
      <label className="mr-compose-label" htmlFor={id}>
        {label}
      </label>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a click beside the chips goes to the field, as in any field */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field itself is in the tab order */}
      <div
        className="mr-chips"
        onClick={(e) => e.target === e.currentTarget && inputRef.current?.focus()}
      >
        {people.map((person) => (
          <span
            key={person.email}
            className={`mr-person ${isAddress(person.email) ? '' : 'is-wrong'}`}
            title={
              isAddress(person.email)
                ? person.email
                : t('compose.badAddress', { email: person.email })
            }
          >
            <bdi>{person.name || person.email}</bdi>
            <button
              type="button"
              aria-label={t('compose.removePerson', { name: person.name || person.email })}
              onClick={() => {
                onChange(people.filter((other) => other !== person));
                inputRef.current?.focus();
              }}
            >
              ×
            </button>
          </span>
        ))}
        <input
          ref={inputRef}
          id={id}
          // biome-ignore lint/a11y/noAutofocus: a new message begins here
          autoFocus={hasAutoFocus ?? false}
          role="combobox"
          aria-expanded={suggestions.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={suggestions.length > 0 ? `${id}-${active}` : undefined}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          inputMode="email"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
            setOpen(true);
          }}
          onBlur={() => {
            setOpen(false);
            commit();
          }}
          onKeyDown={handleKey}
          onPaste={handlePaste}
        />
        <div
          className="mr-people-list"
          role="listbox"
          id={`${id}-list`}
          aria-label={t('compose.suggestions')}
          hidden={suggestions.length === 0}
        >
          {suggestions.map((person, index) => (
            <div
              key={person.email}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              className="mr-option"
              onMouseDown={(event) => {
                event.preventDefault();
                add([person]);
              }}
            >
              <Avatar name={person.name} email={person.email} size={26} />
              <span className="mr-option-text">
                {person.name && <bdi>{person.name}</bdi>}
                <bdi className="mr-hint">{person.email}</bdi>
              </span>
            </div>
          ))}
        </div>
      </div>
      {children}
    </div>
  );
}

function useSuggestions(text: string): AddressView[] {
  const api = useApi();
  const [typed, setTyped] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setTyped(text.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const found = useQuery({
    queryKey: ['recipients', typed],
    enabled: typed !== '' && text.trim() !== '',
    queryFn: ({ signal }) => api.recipients(typed, signal),
    placeholderData: keepPreviousData,
  });
  return text.trim() === '' ? [] : (found.data ?? []).slice(0, 8);
}
