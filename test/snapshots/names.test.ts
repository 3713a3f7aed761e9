import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { catalogue, prompts, resources } from '../../src/tools/catalogue.js';

/**
 * Names are a contract: people and prompts rely on them. `npm run gen` writes them to names.txt, so that a name that
 * went away, or an argument, shows in the review of the change that took it.
 */
const NAMES = fileURLToPath(new URL('./names.txt', import.meta.url));

it('the names of tools, arguments, resources and prompts are those that were published', async () => {
  const lines = [
    ...catalogue.map((tool) => `${tool.name}(${Object.keys(tool.input.shape).join(', ')})`).sort(),
    ...resources.map((resource) => resource.uriTemplate).sort(),
    ...prompts
      .map((prompt) => `/${prompt.name}(${prompt.arguments.map(({ name }) => name).join(', ')})`)
      .sort(),
  ];
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(NAMES);
});
