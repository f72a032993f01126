import type { BlockPage, DoctorCheckId, DoctorInput } from '../../packages/engine/src/views.ts';
import type { Place, PlaceName } from './place.ts';

/** When somebody learns of it. */
export type Moment = 'save' | 'doctor' | 'link' | 'delegation' | 'push' | 'later';

/** What the API says of a scenario. */
export interface Diagnosis {
  /** Of the doctor's report; absent where an error or a stored problem says it. */
  check?: DoctorCheckId;
  /** The reason of the check, the code of the error or of the problem. */
  code: string;
  /** `data.reason` of an error, where the code alone is not enough. */
  reason?: string;
}

interface Common {
  id: string;
  moment: Moment;
  /** Must be known before or at the first attempt to link a mailbox. */
  isEarly?: true;
  /** Default: `home`. */
  at?: PlaceName;
  /** What takes its time: done when the place opens, long before `arrange`. */
  begin?(place: Place): Promise<void>;
  says: Diagnosis;
  /** What must hold besides. @throws Error when it does not */
  besides?(place: Place): Promise<void>;
  /** Key of the words for what was found; those for the mend are `KEY.mend` unless `mend` names others. */
  words: string;
  mend?: string;
}

/**
 * One thing that goes wrong when mailboxes are linked: how it is arranged, what the API answers, and
 * what people read where. `shows` is the part of the interface that says it, and so what `arrange`
 * has to give.
 */
export type Scenario = Common &
  (
    | {
        /** The doctor's report. */
        shows: 'report';
        arrange(place: Place): Promise<DoctorInput | undefined>;
        /** Undoes it at the provider alone; then the check must pass by itself. */
        heal?(place: Place): Promise<void>;
      }
    /** The form of the client, with this pair in it. */
    | { shows: 'form'; arrange(place: Place): Promise<{ clientId: string; clientSecret: string }> }
    /** What was dropped as file of the client, or of the service account. */
    | { shows: 'file' | 'key'; arrange(place: Place): Promise<string> }
    /** The page that the provider sends people back to; each call is another attempt. */
    | { shows: 'return'; arrange(place: Place): Promise<() => Promise<string>> }
    | {
        /** The provider's own error page, from which nobody comes back: the dialogue asks which. */
        shows: 'blocked';
        page: BlockPage;
        /** The code on the provider's page. */
        googleSays: string;
        /** @returns the account that tries */
        arrange(place: Place): Promise<string>;
        userAgent?: string;
      }
    /** The card of a mailbox; its id. */
    | { shows: 'account'; arrange(place: Place): Promise<number> }
    /** The outcome of the live test of push, or of mailboxes linked by delegation. */
    | { shows: 'push' | 'delegation'; arrange(place: Place): Promise<void> }
  );
