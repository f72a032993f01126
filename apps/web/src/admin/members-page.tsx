import { answerOf } from '@mailroom/api/client';
import {
  ActionMenu,
  CopyField,
  errorText,
  FocusReturn,
  formatRelative,
  IconButton,
  showToast,
  ToneTag,
  useHost,
  useT,
} from '@mailroom/ui';
import { Alert, Button, Modal, Select } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import {
  type InvitationView,
  type Role,
  type UserView,
  useHostSend,
  useInvitations,
  useUsers,
} from '../auth/data.ts';
import { TextField } from '../auth/text-field.tsx';
import { PageHead, SettingsList } from './settings-list.tsx';

/** Who can sign in: roles, switching off, invitations. */
export function MembersPage(props: { userId: string }) {
  const t = useT();
  const users = useUsers();
  const invitations = useInvitations();
  const [isInviting, setIsInviting] = useState(false);
  return (
    <section className="mr-settings-page">
      <PageHead title={t('members.title')} lead={t('members.lead')}>
        <Button type="primary" onClick={() => setIsInviting(true)}>
          {t('members.invite')}
        </Button>
      </PageHead>
      <div className="mr-card">
        <SettingsList
          query={users}
          empty=""
          row={(user) => <Member key={user.id} user={user} isMe={user.id === props.userId} />}
        />
      </div>
      {(invitations.data?.length ?? 0) > 0 && (
        <div className="mr-card">
          <h2>{t('members.pending')}</h2>
          <SettingsList
            query={invitations}
            empty=""
            row={(entry) => <Invitation key={entry.id} invitation={entry} />}
          />
        </div>
      )}
      {isInviting && (
        <FocusReturn>
          <InviteDialog onClose={() => setIsInviting(false)} />
        </FocusReturn>
      )}
    </section>
  );
}

interface UserChange {
  role?: Role;
  isDisabled?: boolean;
}

function Member({ user, isMe }: { user: UserView; isMe: boolean }) {
  const t = useT();
  const { locale } = useHost();
  const [isAsking, setIsAsking] = useState(false);
  const change = useHostSend(({ host }, json: UserChange) =>
    answerOf(host.users[':id'].$patch({ param: { id: user.id }, json })),
  );
  const send = (body: UserChange) => {
    setIsAsking(false);
    change.mutate(body, {
      onError: (error) => showToast({ key: 'member', text: errorText(t, error), tone: 'danger' }),
    });
  };
  const isAdministrator = user.role === 'administrator';
  const items = [
    {
      key: 'role',
      label: t(isAdministrator ? 'members.makeMember' : 'members.makeAdministrator'),
      onClick: () => send({ role: isAdministrator ? 'member' : 'administrator' }),
    },
    user.isDisabled
      ? { key: 'on', label: t('members.enable'), onClick: () => send({ isDisabled: false }) }
      : {
          key: 'off',
          danger: true,
          label: t('members.disable'),
          onClick: () => setIsAsking(true),
        },
  ];
  return (
    <li>
      <div className="mr-row-main">
        <strong dir="auto">{user.name}</strong> {isMe && <ToneTag>{t('members.you')}</ToneTag>}
        {user.isDisabled && <ToneTag tone="danger">{t('members.disabled')}</ToneTag>}
        {user.hasTotp && <ToneTag tone="success">{t('members.totp')}</ToneTag>}
        <p className="mr-hint">
          {user.email} ·{' '}
          {user.lastSeenAt
            ? t('members.seen', { when: formatRelative(locale, user.lastSeenAt) })
            : t('members.neverSeen')}
        </p>
      </div>
      <ToneTag tone={isAdministrator ? 'info' : 'neutral'}>
        {t(`members.role.${user.role}`)}
      </ToneTag>
      {!isMe && (
        <ActionMenu items={items}>
          <IconButton
            isPlain
            icon="more"
            label={t('members.more', { name: user.name })}
            aria-haspopup="menu"
          />
        </ActionMenu>
      )}
      <Modal
        open={isAsking}
        title={t('members.disableTitle', { name: user.name })}
        onCancel={() => setIsAsking(false)}
        onOk={() => send({ isDisabled: true })}
        okText={t('members.disableConfirm')}
        cancelText={t('settings.cancel')}
        okButtonProps={{ danger: true }}
      >
        <p>{t('members.disableText')}</p>
      </Modal>
    </li>
  );
}

function Invitation({ invitation }: { invitation: InvitationView }) {
  const t = useT();
  const { locale } = useHost();
  const withdraw = useHostSend(({ host }) =>
    host.invitations[':id'].$delete({ param: { id: invitation.id } }),
  );
  const when = new Date(invitation.expiresAt).toLocaleDateString(locale, { dateStyle: 'medium' });
  return (
    <li>
      <div className="mr-row-main">
        <strong>{invitation.email}</strong>
        <p className="mr-hint">
          {t(`members.role.${invitation.role}`)} · {t('members.expires', { when })}
        </p>
      </div>
      <Button size="small" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
        {t('members.withdraw')}
      </Button>
    </li>
  );
}

function InviteDialog(props: { onClose(): void }) {
  const t = useT();
  const roleId = useId();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('member');
  const invite = useHostSend(({ host }) =>
    answerOf(host.invitations.$post({ json: { email: email.trim(), role } })),
  );
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate();
  };
  return (
    <Modal open title={t('members.inviteTitle')} onCancel={props.onClose} footer={null} width={460}>
      {invite.data ? (
        <>
          <CopyField
            label={t('members.inviteLink')}
            value={invite.data.link}
            hint={t('members.inviteLinkHint')}
          />
          <div className="mr-dialog-actions">
            <Button type="primary" onClick={props.onClose}>
              {t('settings.close')}
            </Button>
          </div>
        </>
      ) : (
        <form className="mr-form" onSubmit={handleSubmit}>
          <p className="mr-hint">{t('members.inviteText')}</p>
          <TextField
            label={t('auth.email')}
            type="email"
            autoComplete="off"
            value={email}
            onChange={setEmail}
            hasFocus
          />
          <div className="mr-field">
            <label className="mr-field-label" htmlFor={roleId}>
              {t('members.role')}
            </label>
            <Select
              id={roleId}
              value={role}
              onChange={setRole}
              options={(['member', 'administrator'] as const).map((value) => ({
                value,
                label: t(`members.role.${value}`),
              }))}
            />
          </div>
          {invite.error && <Alert type="error" showIcon title={errorText(t, invite.error)} />}
          <Button type="primary" htmlType="submit" loading={invite.isPending}>
            {t('members.createLink')}
          </Button>
        </form>
      )}
    </Modal>
  );
}
