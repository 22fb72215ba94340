import type { TaskState } from "../../../api/generated/documents.ts";
import { taskStateTable } from "../../../states/state-table.ts";

/** A task that holds another one up, and what holds it up itself, as deep as was asked. */
export interface Upstream {
	readonly id: string;
	readonly state: TaskState;
	readonly blockedBy?: readonly Upstream[];
}

/** The chain to what everything waits for in the end: at each step the input that most needs a person. */
export function chainOf<Task extends Upstream>(task: { readonly blockedBy?: readonly Task[] }): readonly Task[] {
	const chain: Task[] = [];
	let inputs: readonly Task[] = task.blockedBy ?? [];
	while (inputs.length > 0) {
		const worst = inputs.reduce((a, b) => (urgency(b) > urgency(a) ? b : a));
		chain.push(worst);
		// Deeper inputs have the same fields as the first, down to the depth that was asked for.
		inputs = (worst.blockedBy ?? []) as readonly Task[];
	}
	return chain;
}

function urgency({ state }: Upstream): number {
	return taskStateTable[state].urgency;
}
