import { ReadProjectDocument } from "./api/generated/documents.ts";
import { Opening } from "./live/opening.ts";

/*
 * A script of its own that runs while the page's is still on its way: it asks for what a project's page shows first.
 * The page then finds the answers here (api/api.ts); whatever went wrong is asked for again in the usual way.
 */

const patienceMs = 10_000;

export const opening: Opening | null = beginOpening();

function beginOpening(): Opening | null {
	const { pathname, search } = window.location;
	const projectId = /^\/projects\/([0-9]+)\/?$/.exec(pathname)?.[1];
	const asked = new URLSearchParams(search);
	// Other views than the overview ask for other things.
	if (projectId === undefined || asked.has("view")) return null;
	const signal = AbortSignal.timeout(patienceMs);
	const base = `/api/projects/${projectId}`;
	const read = async (path: string) => {
		const response = await fetch(path, { signal, cache: "no-cache" });
		return response.ok ? response.arrayBuffer() : null;
	};
	const plane = new URLSearchParams();
	for (const name of ["stage", "z"]) {
		const value = asked.get(name);
		if (value !== null) plane.set(name, value);
	}
	const project = fetch("/graphql", {
		method: "POST",
		headers: { "content-type": "application/json", accept: "application/json" },
		body: JSON.stringify({ query: ReadProjectDocument, variables: { id: projectId } }),
		signal,
	}).then((response) => response.json());
	return new Opening(projectId, {
		project,
		// In the order in which they are looked at.
		bundles: [
			{ holds: (path) => path.includes("/task-states"), octets: read(`${base}/opening?${plane}`) },
			{ holds: (path) => path.endsWith("/tile-states"), octets: read(`${base}/tile-states`) },
		],
		single: { [`${base}/tiles`]: read(`${base}/tiles`) },
	});
}
