// Shqip. Every key of the screens' own words is born in one of these rooms; en must have the same ones.
// {names} are filled in; a text in several numbers has the forms that the language knows.
import { action } from './action';
import { board } from './board';
import { call } from './call';
import { caller } from './caller';
import { cases } from './cases';
import { directory } from './directory';
import { document } from './document';
import { form } from './form';
import { frame } from './frame';
import { people } from './people';
import { phone } from './phone';
import { referral } from './referral';
import { signin } from './signin';
import { trail } from './trail';

export const sq = { ...frame, ...signin, ...call, ...phone, ...form, ...caller, ...cases, ...referral, ...directory, ...document, ...board, ...people, ...trail, ...action } as const;
