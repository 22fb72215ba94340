import {
	ReadFailureGroupDocument,
	ShowFailureGroupDocument,
	type ShownFailureGroupFragment,
} from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { type Page, readPages } from "../api/read-pages.ts";
import { notFoundFailure, usageFailure } from "../command/command-failure.ts";
import { findProjectOrOnly } from "../projects/find-project.ts";
import { findStage } from "../stages/find-stage.ts";

export type ShownGroup = ShownFailureGroupFragment;

/** Where groups are looked for, as said on the command line. */
export interface GroupScope {
	readonly project?: string;
	readonly stage?: string;
	/** A point in time for the API. */
	readonly since?: string;
}

/** Enough that nobody scrolls through them; groups come most failed tasks first. */
const lookedThrough = 2_000;
const shownSignatureLength = 60;

export async function readScope(api: Api, { project, stage, since }: GroupScope) {
	const named = project === undefined ? undefined : await findProjectOrOnly(api, project);
	const found = stage === undefined ? undefined : await findStage(api, stage, named?.id);
	const projectId = named?.id ?? found?.project.id ?? (await findProjectOrOnly(api, undefined)).id;
	return {
		projectId,
		...(found === undefined ? {} : { stageId: found.id }),
		...(since === undefined ? {} : { since }),
	};
}

/** Null when the text is no id of a group; numbers of attempts outside of `--since` are told, too, without it. */
async function readGroup(api: Api, text: string, { since }: GroupScope) {
	if (!/^\d+$/.test(text) || since !== undefined) return null;
	const { failureGroup } = await api.ask(ReadFailureGroupDocument, { id: text });
	if (failureGroup === null) return null;
	const { project, ...group } = failureGroup;
	return { projectId: project.id, group };
}

/** By id, by its signature, or by a part of the signature that only one group has. */
export async function findGroup(
	api: Api,
	text: string,
	scope: GroupScope,
): Promise<{ readonly projectId: string; readonly group: ShownGroup }> {
	const byId = await readGroup(api, text, scope);
	if (byId !== null) return byId;
	const variables = await readScope(api, scope);
	const { nodes } = await readPages<ShownGroup>(
		lookedThrough,
		async (part): Promise<Page<ShownGroup>> =>
			(await api.ask(ShowFailureGroupDocument, { ...variables, ...part })).failureGroups,
	);
	const exact = nodes.filter(({ signature }) => signature === text);
	const part = text.toLowerCase();
	const found = exact.length > 0 ? exact : nodes.filter(({ signature }) => signature.toLowerCase().includes(part));
	const [group] = found;
	if (group === undefined) {
		throw notFoundFailure(`There is no group of failures "${text}": see tilewright failures list for those there are.`);
	}
	if (found.length > 1) {
		const some = found.slice(0, 5).map(({ id, stage, signature }) => {
			return `${id} (${stage.name}: ${signature.slice(0, shownSignatureLength)})`;
		});
		throw usageFailure(`"${text}" may be ${some.join(", ")}${found.length > some.length ? ", …" : ""}: give the id.`);
	}
	return { projectId: variables.projectId, group };
}
