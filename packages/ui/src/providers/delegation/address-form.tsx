import { Alert, Button, Input } from 'antd';
import { type ClipboardEvent, type FormEvent, useId, useRef, useState } from 'react';
import { type StartChoice, StartDateChoice, startMoment } from '../../accounts/start-date.tsx';
import { errorText } from '../../host/api-error.ts';
import { useT } from '../../host/host.tsx';
import {
  type AddressList,
  addressColumn,
  MAX_ADDRESSES,
  readAddresses,
  withoutInvalid,
} from './address-list.ts';
import { useDelegationActions } from './data.ts';

/** A list of all addresses of a large Workspace stays far below this. */
const MAX_FILE_BYTES = 1_000_000;
/** So many faulty lines are named; the rest is counted. */
const SHOWN_FAULTS = 5;

/** Whose mailboxes to link: typed, pasted or from a CSV file; and from which day on. */
export function AddressForm(props: { start: StartChoice; onStart(start: StartChoice): void }) {
  const t = useT();
  const fieldId = useId();
  const input = useRef<HTMLInputElement>(null);
  const { link } = useDelegationActions();
  const [text, setText] = useState('');
  const [heading, setHeading] = useState<string | null>(null);
  const [isTooLarge, setIsTooLarge] = useState(false);
  const [isOver, setIsOver] = useState(false);
  const syncFrom = startMoment(props.start);
  const list = readAddresses(text);
  const count = list.emails.length;
  const isTooMany = count > MAX_ADDRESSES;
  const canLink = count > 0 && list.invalid.length === 0 && !isTooMany && syncFrom !== undefined;

  const add = (table: string) => {
    const column = addressColumn(table);
    setHeading(column?.heading ?? null);
    setText((now) => [now.trimEnd(), column?.text ?? table].filter(Boolean).join('\n'));
  };
  const takeFile = async (file: File | undefined) => {
    if (!file) return;
    setIsTooLarge(file.size > MAX_FILE_BYTES);
    if (file.size <= MAX_FILE_BYTES) add(await readText(file));
  };
  const handlePaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData('text/plain');
    if (!addressColumn(pasted)) return;
    event.preventDefault();
    add(pasted);
  };
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!canLink || syncFrom === undefined) return;
    link.mutate(
      { emails: list.emails, syncFrom },
      {
        onSuccess: () => {
          setText('');
          setHeading(null);
        },
      },
    );
  };

  return (
    <form className="mr-step mr-form" onSubmit={handleSubmit} aria-label={t('delegation.step3')}>
      <h4>{t('delegation.step3')}</h4>
      <div className="mr-field">
        <label className="mr-field-label" htmlFor={fieldId}>
          {t('delegation.addresses')}
        </label>
        <Input.TextArea
          id={fieldId}
          value={text}
          rows={5}
          spellCheck={false}
          autoComplete="off"
          className="mr-mono"
          data-over={isOver}
          status={list.invalid.length > 0 ? 'error' : ''}
          aria-invalid={list.invalid.length > 0}
          aria-describedby={`${fieldId}-hint`}
          placeholder={'ada@example.com\nbob@example.com'}
          onChange={(event) => setText(event.target.value)}
          onPaste={handlePaste}
          onDragOver={(event) => {
            event.preventDefault();
            setIsOver(true);
          }}
          onDragLeave={() => setIsOver(false)}
          onDrop={(event) => {
            setIsOver(false);
            if (event.dataTransfer.files.length === 0) return;
            event.preventDefault();
            void takeFile(event.dataTransfer.files[0]);
          }}
        />
        <div className="mr-card-row">
          <p id={`${fieldId}-hint`} className="mr-hint">
            {t('delegation.addressesHint')}
          </p>
          <Button size="small" onClick={() => input.current?.click()}>
            {t('delegation.chooseCsv')}
          </Button>
        </div>
        <input
          ref={input}
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          hidden
          aria-label={t('delegation.chooseCsv')}
          onChange={(event) => {
            void takeFile(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
        <Reading list={list} heading={heading} />
        {isTooLarge && <Alert type="error" showIcon title={t('delegation.fileTooLarge')} />}
        {isTooMany && (
          <Alert type="error" showIcon title={t('delegation.tooMany', { max: MAX_ADDRESSES })} />
        )}
        <Faults list={list} onRemove={() => setText(withoutInvalid(text))} />
      </div>
      <StartDateChoice value={props.start} onChange={props.onStart} />
      <p className="mr-hint">{t('delegation.members')}</p>
      {link.error && (
        <Alert type="error" showIcon className="mr-notice" title={errorText(t, link.error)} />
      )}
      <Button type="primary" htmlType="submit" disabled={!canLink} loading={link.isPending}>
        {count > 0 ? t('delegation.link', { count }) : t('delegation.linkNone')}
      </Button>
    </form>
  );
}

/** What was understood, while it is typed. */
function Reading({ list, heading }: { list: AddressList; heading: string | null }) {
  const t = useT();
  const facts = [
    list.emails.length > 0 && t('delegation.count', { count: list.emails.length }),
    list.duplicates > 0 && t('delegation.duplicates', { count: list.duplicates }),
    heading && t('delegation.heading', { column: heading }),
  ].filter(Boolean);
  return (
    <p className="mr-hint" role="status">
      {facts.join(' · ')}
    </p>
  );
}

function Faults(props: { list: AddressList; onRemove(): void }) {
  const t = useT();
  const { invalid } = props.list;
  if (invalid.length === 0) return null;
  const more = invalid.length - SHOWN_FAULTS;
  return (
    <Alert
      type="error"
      showIcon
      className="mr-notice"
      title={t('delegation.invalid', { count: invalid.length })}
      description={
        <>
          <ul className="mr-faults">
            {invalid.slice(0, SHOWN_FAULTS).map(({ line, text }) => (
              <li key={line}>{t('delegation.invalidLine', { line, text: text.slice(0, 80) })}</li>
            ))}
            {more > 0 && <li>{t('delegation.invalidMore', { count: more })}</li>}
          </ul>
          <Button size="small" onClick={props.onRemove}>
            {t('delegation.removeInvalid')}
          </Button>
        </>
      }
    />
  );
}

/** Spreadsheets write UTF-16 too, and say so with a mark. */
async function readText(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
  const isBig = bytes[0] === 0xfe && bytes[1] === 0xff;
  return new TextDecoder(isLittle ? 'utf-16le' : isBig ? 'utf-16be' : 'utf-8').decode(bytes);
}
