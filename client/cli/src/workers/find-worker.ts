import { ListWorkersDocument, type WorkerFragment } from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { pick } from "../command/pick.ts";

const leastPrefix = 4;

/** By name, by id, or by the beginning of an id. */
export async function findWorker(api: Api, text: string): Promise<WorkerFragment> {
	const { workers } = await api.ask(ListWorkersDocument, {});
	const byPrefix = text.length < leastPrefix ? [] : workers.filter(({ id }) => id.startsWith(text.toLowerCase()));
	const isName = workers.some(({ name }) => name.toLowerCase() === text.toLowerCase());
	const [only] = byPrefix;
	if (!isName && byPrefix.length === 1 && only !== undefined) return only;
	return pick(workers, text, "worker", ({ id, name, host }) => `"${name}" on ${host} (${id.slice(0, 8)})`);
}
