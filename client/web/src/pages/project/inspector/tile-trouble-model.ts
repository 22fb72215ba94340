import { listWords } from "../../../wording/number-words.ts";

interface Task {
	readonly state: string;
	readonly stage: { readonly name: string };
}

/** What of a tile needs a person, in one line: `Quality and Preview failed; Focus waits for review`; empty where nothing does. */
export function troubleWords(tasks: readonly Task[]): string {
	const part = (state: string, one: string, many: string) => {
		const names = [...new Set(tasks.filter((task) => task.state === state).map(({ stage }) => stage.name))];
		return names.length === 0 ? [] : [`${listWords(names)} ${names.length === 1 ? one : many}`];
	};
	return [
		...part("FAILED", "failed", "failed"),
		...part("REVIEW", "waits for review", "wait for review"),
		...part("REJECTED", "was rejected", "were rejected"),
	].join("; ");
}
