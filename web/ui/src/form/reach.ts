// Whether who is asked if they may be called back can be, later: not without a number that is kept with the contact.
import type { Contact } from '../socket/protocol';

const asks = 'callback_ok';

/** Says whether this question asks for what cannot be done from here. */
export const unreachable = (field: string, contact: Contact | null | undefined): boolean => field === asks && contact?.number_kept === false;
