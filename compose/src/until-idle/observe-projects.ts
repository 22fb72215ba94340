import { z } from "zod";
import { graphqlRequest } from "../graphql-client.ts";
import type { ObservedProject } from "./idle-rules.ts";

const query = `{
	projects {
		name tileCount completeTileCount
		sources { name problem { message } pendingFiles { path } lastCheckedAt finishedAt }
		stages { name kind unitRule isPaused pauseReason counts { state count } }
	}
}`;

const answerSchema = z.object({
	projects: z.array(
		z.object({
			name: z.string(),
			tileCount: z.number(),
			completeTileCount: z.number(),
			sources: z.array(
				z.object({
					name: z.string(),
					problem: z.object({ message: z.string() }).nullable(),
					pendingFiles: z.array(z.unknown()),
					lastCheckedAt: z.string().nullable(),
					finishedAt: z.string().nullable(),
				}),
			),
			stages: z.array(
				z.object({
					name: z.string(),
					kind: z.string(),
					unitRule: z.object({ kind: z.string() }).nullable(),
					isPaused: z.boolean(),
					pauseReason: z.string().nullable(),
					counts: z.array(z.object({ state: z.string(), count: z.number() })),
				}),
			),
		}),
	),
});

export async function observeProjects(graphqlUrl: string, signal?: AbortSignal): Promise<ObservedProject[]> {
	const { projects } = await graphqlRequest(graphqlUrl, { query, data: answerSchema, signal });
	return projects.map((project) => ({
		...project,
		sources: project.sources.map((source) => ({
			name: source.name,
			problem: source.problem?.message ?? null,
			pendingFiles: source.pendingFiles.length,
			isFinished: source.finishedAt !== null,
			lastCheckedAt: source.lastCheckedAt === null ? null : Date.parse(source.lastCheckedAt),
		})),
		stages: project.stages.map((stage) => ({
			name: stage.name,
			isRoot: stage.kind === "ROOT",
			rule: stage.unitRule?.kind ?? null,
			isPaused: stage.isPaused,
			pauseReason: stage.pauseReason,
			counts: Object.fromEntries(stage.counts.map(({ state, count }) => [state.toLowerCase(), count])),
		})),
	}));
}
