import { Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import { useT } from '../host/host.tsx';
import { announce } from '../ui/announcer.tsx';
import './settings.css';

/** A value to paste elsewhere, with its copy button. */
export function CopyField(props: { label: string; value: string; hint?: string }) {
  const t = useT();
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const handleCopy = async () => {
    await copyText(props.value);
    setIsCopied(true);
    announce(t('settings.copied'));
  };
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
        <Button onClick={handleCopy}>{t(isCopied ? 'settings.copied' : 'settings.copy')}</Button>
      </div>
      {props.hint && <p className="mr-hint">{props.hint}</p>}
    </div>
  );
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
