import type { Rng } from '../rng.ts';

/** Maximum characters of a Zendesk comment. A description is a ticket's first comment. */
const LONGEST_DESCRIPTION = 65_535;

const SUBJECTS = [
  'Cannot sign in since this morning',
  'Re: Invoice 2291 shows the wrong amount',
  'Dashboard says "no data" although events arrive',
  'Bestellung nicht angekommen – bitte prüfen',
  'ログインできません(至急)',
  'Не приходит письмо для сброса пароля',
  'لا أستطيع تحديث بطاقتي',
  '无法导出报表',
  'API returns 500 for C:\\temp\\upload <beta>',
  'Refund please 🙏',
  'Fwd: R&D seats: 3 → 5',
  'הזמנה כפולה',
];

const SENTENCES = [
  'Hello, since this morning no one in our office can sign in.',
  'The page says "Something went wrong" and then shows nothing at all.',
  'We tried C:\\Program Files\\Acme\\run.exe and \\\\share\\support\\logs without success.',
  'Please see the attached screenshot <image001.png> & let me know.',
  'Guten Tag, die Überweisung über 1.249,50 € wurde doppelt ausgeführt.',
  'いつもお世話になっております。ログイン画面でエラーが表示されます。',
  'Здравствуйте! Письмо для сброса пароля так и не пришло.',
  'مرحباً، لا أستطيع تحديث بطاقة الدفع الخاصة بي.',
  '您好,导出报表时一直显示“处理中”。',
  'שלום, ההזמנה נשלחה פעמיים.',
  'नमस्ते, मेरा ऑर्डर अभी तक नहीं पहुँचा है।',
  'Thanks 👩🏽‍💻🙏 — you saved our release 🎉!',
  'Steps:\r\n\t1. open the report\r\n\t2. press "Export"\r\n\t3. wait',
  '{"error":"timeout","after":30,"path":"/v2/items?a=1&b=2"}',
  'Ça marche sur mon poste, mais pas sur celui de Zoë.',
  'Order #88213\u00a0/ customer 0042:\u2028is it lost?',
];

const BREAKS = [' ', ' ', ' ', '\n', '\r\n\r\n'];

/** Returns a subject in one of several languages. */
export function subject(rng: Rng): string {
  return rng.pick(SUBJECTS);
}

/**
 * Returns a description of lognormal length: most have a few hundred characters, a few have the maximum length.
 *
 * @param median - in characters
 */
export function description(rng: Rng, median = 500): string {
  const length = Math.min(LONGEST_DESCRIPTION, rng.lognormal(median, 1.2));
  let text = rng.pick(SENTENCES);
  while (text.length < length) text += rng.pick(BREAKS) + rng.pick(SENTENCES);
  return text.slice(0, LONGEST_DESCRIPTION);
}

/** Returns a text with its beginning redacted: Zendesk replaces each character with a block (useairfoil/typescript-sdk). */
export function redact(text: string): string {
  return text.replace(/^.{1,12}/su, (secret) => secret.replace(/./gsu, '▇'));
}
