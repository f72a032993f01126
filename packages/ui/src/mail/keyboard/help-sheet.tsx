import { Modal } from 'antd';
import { useState } from 'react';
import { useT } from '../../host/host.tsx';
import { FocusReturn } from '../../ui/focus-return.tsx';
import { useCommands } from './commands.tsx';
import { type Command, keysOf } from './keymap.ts';

const GROUPS: {
  title: 'help.moving' | 'help.acting' | 'help.writing' | 'help.going';
  commands: Command[];
}[] = [
  {
    title: 'help.moving',
    commands: [
      'next',
      'previous',
      'open',
      'back',
      'nextMessage',
      'previousMessage',
      'search',
      'escape',
      'help',
    ],
  },
  {
    title: 'help.acting',
    commands: [
      'archive',
      'trash',
      'spam',
      'star',
      'select',
      'selectAll',
      'selectNone',
      'label',
      'move',
      'markRead',
      'markUnread',
      'undo',
    ],
  },
  { title: 'help.writing', commands: ['compose', 'reply', 'replyAll', 'forward'] },
  { title: 'help.going', commands: ['goInbox', 'goStarred', 'goSent', 'goDrafts', 'goAll'] },
];

/** Every key on one sheet; `?` opens it. */
export function HelpSheet() {
  const t = useT();
  const [isOpen, setOpen] = useState(false);
  useCommands({ help: () => setOpen(true) });
  if (!isOpen) return null;
  return (
    <FocusReturn>
      <Modal open footer={null} width={760} title={t('help.title')} onCancel={() => setOpen(false)}>
        <div className="mr-help">
          {GROUPS.map((group) => (
            <section key={group.title}>
              <h2>{t(group.title)}</h2>
              <dl>
                {group.commands.map((command) => (
                  <div key={command}>
                    <dt>{t(`command.${command}`)}</dt>
                    <dd>
                      {keysOf(command)
                        .split(/[ +]/)
                        .map((key) => (
                          <kbd key={key}>{key}</kbd>
                        ))}
                    </dd>
                  </div>
                ))}
                {group.title === 'help.writing' && (
                  <div>
                    <dt>{t('compose.send')}</dt>
                    <dd>
                      <kbd>Ctrl</kbd>
                      <kbd>Enter</kbd>
                    </dd>
                  </div>
                )}
              </dl>
            </section>
          ))}
        </div>
      </Modal>
    </FocusReturn>
  );
}
