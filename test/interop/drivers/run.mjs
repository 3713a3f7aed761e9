/**
 * `node run.mjs DRIVER[:VARIANT] URL`: signs a person in with one client, lists the tools, calls three, lets the access
 * token go bad and calls once more. Prints what came of it as one line of JSON.
 *
 * A driver's default export yields, for a variant, `open(url, person)`, which connects and gives
 * `{ tools(), call(name, args), close() }`. Libraries that leave the sign-in to their user also have
 * `finish(url, person, back)`, which hands over what came back to the redirect URI; the others sign in while they
 * connect, and have `spoil()`, which breaks the access token they hold, and `signIns()`.
 */
import { createProvider } from './person.mjs';

const [driverName = '', url = ''] = process.argv.slice(2);
const [name, variant] = driverName.split(':');
const { default: makeDriver } = await import(`./${name}.mjs`);
const driver = await makeDriver(variant);
const person = createProvider();

if (driver.finish !== undefined) {
  // Whatever it says of it: the first attempt has no token, and ends with the client asking for a sign-in.
  await driver.open(url, person).then(
    (client) => client.close(),
    () => undefined,
  );
  await driver.finish(url, person, await person.signIn());
}
const client = await driver.open(url, person);
const tools = await client.tools();
const answers = [];
for (const [tool, args] of [
  ['get_user', {}],
  ['list_teams', {}],
  ['list_issues', { assignee: ['me'], limit: 5 }],
]) {
  answers.push(await client.call(tool, args));
}
await (driver.spoil ?? person.spoilAccessToken)();
const afterRefresh = await client.call('get_user', {});
const signIns = (driver.signIns ?? person.signIns)();
await client.close();
process.stdout.write(`${JSON.stringify({ tools, answers, afterRefresh, signIns })}\n`);
process.exit(0);
