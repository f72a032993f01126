import { Modal } from 'antd';
import { useT } from '../../host/host.tsx';
import { FocusReturn } from '../../ui/focus-return.tsx';
import type { SendWarning } from './draft.ts';

/** Asks before a text is thrown away, and before something goes that looks forgotten. */
export function ComposeQuestion(props: {
  question: 'discard' | SendWarning[] | null;
  onYes(): void;
  onCancel(): void;
}) {
  const t = useT();
  const { question } = props;
  if (question === null) return null;
  const isDiscard = question === 'discard';
  return (
    <FocusReturn>
      <Modal
        open
        width={420}
        title={isDiscard ? t('compose.discardTitle') : t('compose.sureTitle')}
        okText={isDiscard ? t('compose.discard') : t('compose.sendAnyway')}
        cancelText={t('compose.keepWriting')}
        okButtonProps={{ danger: isDiscard }}
        onOk={props.onYes}
        onCancel={props.onCancel}
      >
        {isDiscard ? (
          <p>{t('compose.discardText')}</p>
        ) : (
          question.map((warning) => <p key={warning}>{t(`compose.warning.${warning}`)}</p>)
        )}
      </Modal>
    </FocusReturn>
  );
}
