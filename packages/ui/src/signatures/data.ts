import { answerOf, uploadFile } from '@mailroom/api/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Api, endedBy, idOf } from '../host/api.ts';
import { useApi, useHost } from '../host/host.tsx';
import { IDENTITIES } from '../mail/queries.ts';
import type { IdentityInput, SenderProfileView } from '../views.ts';

const SIGNATURES = ['signatures'] as const;

/** The user's signatures, then everybody's. */
export function useSignatures() {
  const { client } = useApi();
  return useQuery({
    queryKey: [...SIGNATURES, 'list'],
    queryFn: ({ signal }) => answerOf(client.signatures.$get({}, endedBy(signal))),
  });
}

/** What one address can sign with; also for `fetchQuery`, when a message leaves. */
export function sendingQuery({ client }: Api, accountId: number, email: string) {
  const query = { accountId: String(accountId), email };
  return {
    queryKey: [...SIGNATURES, 'sending', accountId, email],
    queryFn: ({ signal }: { signal?: AbortSignal }) =>
      answerOf(client.signatures.sending.$get({ query }, endedBy(signal))),
  };
}

/** What the fields of signatures say of the user. */
export function useSenderProfile() {
  const { client } = useApi();
  return useQuery({
    queryKey: [...SIGNATURES, 'profile'],
    queryFn: ({ signal }) => answerOf(client['sender-profile'].$get({}, endedBy(signal))),
  });
}

/** Everything that changes signatures and senders; each refreshes where it shows. */
export function useSignatureActions() {
  const { client } = useApi();
  const queryClient = useQueryClient();
  const onSettled = () => {
    for (const queryKey of [SIGNATURES, IDENTITIES])
      void queryClient.invalidateQueries({ queryKey });
  };
  return {
    save: useMutation({
      mutationFn: ({ id, ...json }: { id: number | null; name: string; html: string }) =>
        answerOf(
          id === null
            ? client.signatures.$post({ json })
            : client.signatures[':id'].$put({ param: idOf(id), json }),
        ),
      onSettled,
    }),
    remove: useMutation({
      mutationFn: (id: number) => client.signatures[':id'].$delete({ param: idOf(id) }),
      onSettled,
    }),
    saveShared: useMutation({
      mutationFn: (json: { html: string; isLocked: boolean }) =>
        answerOf(client.signatures.shared.$put({ json })),
      onSettled,
    }),
    removeShared: useMutation({
      mutationFn: () => client.signatures.shared.$delete({}),
      onSettled,
    }),
    takeOver: useMutation({
      mutationFn: (json: { accountId: number; email: string }) =>
        answerOf(client.signatures.taken.$post({ json })),
      onSettled,
    }),
    saveIdentity: useMutation({
      mutationFn: (json: IdentityInput) => answerOf(client.identities.$put({ json })),
      onSettled,
    }),
    saveSenderName: useMutation({
      mutationFn: ({ accountId, senderName }: { accountId: number; senderName: string | null }) =>
        answerOf(
          client.accounts[':id']['sender-name'].$put({
            param: idOf(accountId),
            json: { senderName },
          }),
        ),
      onSettled,
    }),
    saveProfile: useMutation({
      mutationFn: (json: SenderProfileView) => answerOf(client['sender-profile'].$put({ json })),
      onSettled,
    }),
  };
}

/** Uploads a picture for signatures. @returns a function that answers with the picture's id */
export function useImageUpload(): (file: File) => Promise<string> {
  const host = useHost();
  const { client } = useApi();
  return async (file) => {
    const headers = host.uploadHeaders?.() ?? {};
    const { id: uploadId } = await uploadFile(host.url(''), file, { headers });
    return (await answerOf(client.signatures.images.$post({ json: { uploadId } }))).id;
  };
}
