import { Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import { useT } from '../host/host.tsx';
import { announce } from '../ui/announcer.tsx';
import { Icon } from '../ui/icons.tsx';
import './settings.css';

/** A value to paste elsewhere, with its copy button. */
export function CopyField(props: { label: string; value: string; hint?: string }) {
  const t = useT();
  const { isCopied, copy } = useCopy(props.value);
  return (
    <div className="mr-field">
      <span className="mr-field-label">{props.label}</span>
      <div className="mr-copy">
        <Input
          readOnly
          aria-label={props.label}
          value={props.value}
          onFocus={(event) => event.target.select()}
        />
        <Button onClick={copy}>{t(isCopied ? 'settings.copied' : 'settings.copy')}</Button>
      </div>
      {props.hint && <p className="mr-hint">{props.hint}</p>}
    </div>
  );
}

/** Copies a value that is not shown beside it; its label says what. */
export function CopyButton(props: { label: string; value: string }) {
  const t = useT();
  const { isCopied, copy } = useCopy(props.value);
  return (
    <Button
      size="small"
      icon={<Icon name={isCopied ? 'check' : 'copy'} size={14} />}
      onClick={copy}
    >
      {isCopied ? t('settings.copied') : props.label}
    </Button>
  );
}

function useCopy(value: string) {
  const t = useT();
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async () => {
    await copyText(value);
    setIsCopied(true);
    announce(t('settings.copied'));
  };
  return { isCopied, copy };
}

/** The clipboard API needs a secure page; plain http on a local network has the old way only. */
async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}
