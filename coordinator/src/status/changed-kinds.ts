/** What people look at besides the projects' graphs and tasks; the trigger of migration 0011 uses the same words. */
export const changedKinds = [
	"taskDefinition",
	"taskRepository",
	"graph",
	"command",
	"event",
	"notificationRule",
	"notification",
	"feedback",
	"outputDeletion",
	"clusterJob",
	"worker",
	"system",
] as const;
export type ChangedKind = (typeof changedKinds)[number];

/** Things of one kind that were added, changed or removed since the message before. */
export interface KindChange {
	readonly kind: ChangedKind;
	/** Of cluster jobs the ids of their workers, of output deletions those of the stages. */
	readonly ids: readonly string[];
	/** Of the things named, where they belong to a project. */
	readonly projectIds: readonly number[];
	/** False where there were too many to name, or something may have been missed. */
	readonly isComplete: boolean;
}

/** More than a page could make use of. */
const mostIds = 500;

/** Two messages as one. */
export function mergeKindChanges(earlier: readonly KindChange[], later: readonly KindChange[]): readonly KindChange[] {
	const merged = new Map<ChangedKind, KindChange>();
	for (const change of [...earlier, ...later]) {
		const known = merged.get(change.kind);
		if (known === undefined) {
			merged.set(change.kind, change);
			continue;
		}
		const ids = [...new Set([...known.ids, ...change.ids])];
		merged.set(change.kind, {
			kind: change.kind,
			ids: ids.slice(-mostIds),
			projectIds: [...new Set([...known.projectIds, ...change.projectIds])],
			isComplete: known.isComplete && change.isComplete && ids.length <= mostIds,
		});
	}
	return [...merged.values()];
}

/** Anything may have changed. */
export const everythingChanged: readonly KindChange[] = changedKinds.map((kind) => ({
	kind,
	ids: [],
	projectIds: [],
	isComplete: false,
}));
