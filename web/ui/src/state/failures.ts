// Why something about signing in did not go, in words.
import { ApiError } from '../api';
import { t } from '../i18n';

/** The words for an error of a request. */
export function failureWords(error: unknown): string {
  if (!(error instanceof ApiError)) return t('failure.away');
  switch (error.code) {
    case 'too_many_tries':
      return t('sign_in.too_many', { n: Math.max(1, error.retryAfter) });
    case 'wrong_login':
    case 'wrong_password':
      return t('failure.password');
    case 'wrong_code':
      return t('sign_in.code');
    case 'other_step':
      return t('sign_in.step');
    case 'wrong_passkey':
      return t('sign_in.passkey');
    case 'refused':
      return t('sign_in.refused');
    case 'begin_again':
      return t('sign_in.again');
    case 'no_passkey':
      return t('failure.no_passkey');
    case 'no_passkey_here':
      return t('failure.no_passkey_here');
    case 'last_factor':
      return t('failure.last_factor');
    case 'weak_password':
      return t('failure.weak_password');
    case 'bad_name':
      return t('failure.bad_name');
    default:
      return t('failure.away');
  }
}
