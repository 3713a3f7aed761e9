/** `node browse.mjs URL LOG`: what stands in for a browser. Notes the visit and follows it to its end. */
import { appendFileSync } from 'node:fs';
import { followTo } from './person.mjs';

const [url, log] = process.argv.slice(2);
appendFileSync(log, `${new URL(url).origin}\n`);
const redirectUri = new URL(url).searchParams.get('redirect_uri');
const back = await followTo(url, redirectUri);
// The client may listen a moment later than it opens the browser.
for (let attempt = 0; attempt < 50; attempt += 1) {
  const isThere = await fetch(back).then(
    () => true,
    () => false,
  );
  if (isThere) break;
  await new Promise((resolve) => setTimeout(resolve, 100));
}
