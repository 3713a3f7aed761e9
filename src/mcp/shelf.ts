import type { Prompt as AdvertisedPrompt, Tool as AdvertisedTool } from '@modelcontextprotocol/server';
import type { Prompt } from '../tools/prompts/prompt.js';
import type { Resource } from '../tools/resource.js';
import { type Choice, choiceKey, within } from '../tools/selection.js';
import type { Tool } from '../tools/tool.js';
import { advertise, advertisePrompt } from './advertise.js';

/** Everything this server could serve. */
export interface Stock {
  readonly tools: readonly Tool[];
  readonly resources: readonly Resource[];
  readonly prompts: readonly Prompt[];
}

/** What one connection is served; what is not here does not exist for it. */
export interface Shelf {
  readonly readOnly: boolean;
  readonly tools: ReadonlyMap<string, Tool>;
  readonly resources: readonly Resource[];
  readonly prompts: ReadonlyMap<string, Prompt>;
  readonly toolList: readonly AdvertisedTool[];
  readonly promptList: readonly AdvertisedPrompt[];
}

/** Choices are made of a dozen words, so this is more than any operator's people will ever think of. */
const MOST_SHELVES = 64;

/** Yields the shelf of choices within the operator's; each is put together once, and their number is bounded. */
export function createShelves(stock: Stock, bounds: Choice): (...wishes: Choice[]) => Shelf {
  // Once per process: converting schemas costs milliseconds.
  const advertised = new Map(stock.tools.map((tool) => [tool.name, advertise(tool)]));
  const known = new Map<string, Shelf>();
  return (...wishes) => {
    const key = wishes.map(choiceKey).join(' & ');
    const shelf = known.get(key) ?? stack(stock, advertised, [bounds, ...wishes]);
    // Taken out and put back: the first of the map is then the one that was not asked for the longest.
    known.delete(key);
    known.set(key, shelf);
    const [oldest] = known.keys();
    if (known.size > MOST_SHELVES && oldest !== undefined) known.delete(oldest);
    return shelf;
  };
}

function stack(
  stock: Stock,
  advertised: ReadonlyMap<string, AdvertisedTool>,
  choices: readonly Choice[],
): Shelf {
  const tools = within(stock.tools, ...choices);
  const prompts = within(stock.prompts, ...choices);
  return {
    readOnly: choices.some((choice) => choice.readOnly),
    tools: new Map(tools.map((tool) => [tool.name, tool])),
    resources: within(stock.resources, ...choices),
    prompts: new Map(prompts.map((prompt) => [prompt.name, prompt])),
    toolList: tools.flatMap((tool) => advertised.get(tool.name) ?? []),
    promptList: prompts.map(advertisePrompt),
  };
}
